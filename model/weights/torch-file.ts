import { open } from 'node:fs/promises';
import { AppError } from '#errors';
import { float32Initializer, float32Values, type Initializer } from '../graph/graph.ts';
import { isPickle, type PickleValue, readPickle } from './pickle.ts';
import {
  pickled,
  pickledCall,
  pickledDict,
  pickledFalse,
  pickledGlobal,
  pickledInt,
  pickledReference,
  pickledString,
  pickledTuple,
} from './pickle-writer.ts';
import { openTorchArchive, writeTorchArchive } from './torch-file-archive.ts';

/**
 * State dicts as `torch.save` writes them: a zip archive with a pickle `NAME/data.pkl`, which names the tensors, and
 * the numbers of each storage in `NAME/data/KEY`.
 *
 * The pickle is read as data and never executed, see `readPickle`.
 *
 * @source PyTorch 2.9, torch/serialization.py `_save` and torch/_utils.py `_rebuild_tensor_v2`; checked against files
 *         of torch in thudm-prefix.test.ts and torch-file.test.ts
 */

/** Tensors and text records of a torch file. */
export interface TorchFile {
  readonly tensors: ReadonlyMap<string, Initializer>;
  /** Text beside the tensors, by name; torch does not look at it. */
  readonly extra: ReadonlyMap<string, string>;
}

const rebuildTensor = 'torch._utils._rebuild_tensor_v2';

/** How the numbers of a storage become float32; exact for each. */
const storages: Readonly<Record<string, { readonly bytes: number; valueAt(data: Buffer, at: number): number }>> = {
  'torch.FloatStorage': { bytes: 4, valueAt: (data, at) => data.readFloatLE(at) },
  'torch.HalfStorage': { bytes: 2, valueAt: (data, at) => halfToFloat(data.readUInt16LE(at)) },
  'torch.BFloat16Storage': { bytes: 2, valueAt: (data, at) => bfloat16ToFloat(data.readUInt16LE(at)) },
};

const globals: ReadonlySet<string> = new Set([rebuildTensor, ...Object.keys(storages)]);

/**
 * Reads some tensors of a torch file, as float32; the bytes of the others stay unread.
 *
 * @param isWanted  tells by its name whether a tensor is read
 * @throws AppError `model.pickle_refused` when the pickle holds more than tensors, `model.torch_file_invalid` when the
 *         file is damaged or a wanted tensor is not row-major, float32, float16 or bfloat16
 */
export async function readTorchFile(path: string, isWanted: (name: string) => boolean): Promise<TorchFile> {
  const invalid = (what: string): AppError => new AppError('model.torch_file_invalid', `${path}: ${what}`);
  const file = await open(path);
  try {
    const archive = await openTorchArchive(file, path);
    const root = archive.names.find((name) => /^[^/]+\/data\.pkl$/.test(name))?.slice(0, -'data.pkl'.length);
    if (root === undefined) throw invalid('expected a member data.pkl, got none');
    const textOf = async (name: string): Promise<string> => (await archive.read(name)).toString('utf8');
    if (archive.names.includes(`${root}byteorder`) && (await textOf(`${root}byteorder`)) !== 'little')
      throw invalid('expected little-endian numbers');

    const state = readPickle(await archive.read(`${root}data.pkl`), globals, path);
    if (!(state instanceof Map)) throw invalid('expected a dictionary of tensors');
    const tensors = new Map<string, Initializer>();
    for (const [name, value] of state) {
      if (typeof name !== 'string' || !isWanted(name)) continue;
      const place = tensorPlace(value);
      if (!place) throw invalid(`tensor ${name}: expected row-major float32, float16 or bfloat16`);
      tensors.set(name, tensorOf(place, await archive.read(`${root}data/${place.key}`), `${path}: tensor ${name}`));
    }
    const extraAt = `${root}extra/`;
    const extra = new Map<string, string>();
    for (const name of archive.names.filter((name) => name.startsWith(extraAt)))
      extra.set(name.slice(extraAt.length), await textOf(name));
    return { tensors, extra };
  } finally {
    await file.close();
  }
}

/** Where the numbers of a tensor are. */
interface TensorPlace {
  readonly storage: string;
  readonly key: string;
  /** Of the first number, in numbers. */
  readonly offset: number;
  readonly dims: readonly number[];
}

/** The place that a call of `_rebuild_tensor_v2` tells; null when it is no such call or the tensor not row-major. */
function tensorPlace(value: PickleValue): TensorPlace | null {
  if (!isPickle(value, 'call') || value.name !== rebuildTensor) return null;
  const [reference, offset, dims, strides] = value.args;
  if (!isPickle(reference, 'reference') || !Array.isArray(reference.id)) return null;
  const [, storage, key] = reference.id;
  if (!isPickle(storage, 'global') || typeof key !== 'string') return null;
  if (!storages[storage.name] || !isSize(offset) || !areSizes(dims) || !areSizes(strides)) return null;
  let stride = 1;
  for (let i = dims.length - 1; i >= 0; i -= 1) {
    if (dims[i] !== 1 && strides[i] !== stride) return null;
    stride *= dims[i] as number;
  }
  return { storage: storage.name, key, offset, dims };
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function areSizes(values: unknown): values is readonly number[] {
  return Array.isArray(values) && values.every(isSize);
}

function tensorOf({ storage, offset, dims }: TensorPlace, data: Buffer, source: string): Initializer {
  const { bytes, valueAt } = storages[storage] as (typeof storages)[string];
  const count = dims.reduce((product, size) => product * size, 1);
  if ((offset + count) * bytes > data.length) {
    const expected = `expected ${count} numbers of ${bytes} bytes from number ${offset}`;
    throw new AppError('model.torch_file_invalid', `${source}: ${expected}, got a storage of ${data.length} bytes`);
  }
  const values = new Float32Array(count);
  for (let i = 0; i < count; i += 1) values[i] = valueAt(data, (offset + i) * bytes);
  return float32Initializer(values, dims);
}

/** IEEE 754 binary16: sign, 5 bits of exponent with bias 15, 10 of fraction. */
function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** The upper half of a float32. */
function bfloat16ToFloat(bits: number): number {
  return new Float32Array(Uint32Array.of(bits << 16).buffer)[0] as number;
}

/** The bytes of a torch file with these float32 tensors. */
export function writeTorchFile({ tensors, extra }: TorchFile): Buffer {
  const root = 'pytorch_model/';
  const text = (value: string): Uint8Array => Buffer.from(value);
  const entries = new Map([...tensors].map(([name, { dims }], i) => [name, pickledTensor(String(i), dims)]));
  const members = new Map<string, Uint8Array>([
    [`${root}data.pkl`, pickled(pickledDict(entries))],
    [`${root}byteorder`, text('little')],
  ]);
  [...tensors.values()].forEach((tensor, i) => {
    const values = float32Values(tensor);
    members.set(`${root}data/${i}`, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  });
  for (const [name, value] of extra) members.set(`${root}extra/${name}`, text(value));
  members.set(`${root}version`, text('3\n'));
  return writeTorchArchive(members);
}

/** The call that rebuilds a row-major tensor of a storage of its own. */
function pickledTensor(key: string, dims: readonly number[]): Buffer {
  const count = dims.reduce((product, size) => product * size, 1);
  const strides = dims.map((_, i) => dims.slice(i + 1).reduce((product, size) => product * size, 1));
  const place = [pickledString('storage'), pickledGlobal('torch', 'FloatStorage'), pickledString(key)];
  return pickledCall('torch._utils', '_rebuild_tensor_v2', [
    pickledReference(pickledTuple([...place, pickledString('cpu'), pickledInt(count)])),
    pickledInt(0),
    pickledTuple(dims.map(pickledInt)),
    pickledTuple(strides.map(pickledInt)),
    pickledFalse(),
    pickledCall('collections', 'OrderedDict', []), // hooks: none
  ]);
}
