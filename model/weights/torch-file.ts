import { type FileHandle, open } from 'node:fs/promises';
import { AppError } from '#errors';
import { float32Initializer, float32Values, type Initializer } from '../graph/graph.ts';
import { countOf, type NumberType, numberBytes, type TensorPlace, widenNumbers } from './numbers.ts';
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
import { openTorchArchive, type TorchArchive } from './torch-file-archive.ts';
import { writeTorchArchive } from './torch-file-archive-writer.ts';

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

/** Classes of storages, by the type of their numbers. */
const storageClasses = { F32: 'FloatStorage', F16: 'HalfStorage', BF16: 'BFloat16Storage' } as const;
const numberTypes: ReadonlyMap<string, NumberType> = new Map(
  (Object.keys(storageClasses) as NumberType[]).map((type) => [`torch.${storageClasses[type]}`, type]),
);

const globals: ReadonlySet<string> = new Set([rebuildTensor, ...numberTypes.keys()]);

/**
 * Reads some tensors of a torch file, as float32; the bytes of the others stay unread.
 *
 * @param isWanted  tells by its name whether a tensor is read
 * @throws AppError `model.pickle_refused` when the pickle holds more than tensors, `model.torch_file_invalid` when the
 *         file is damaged or a wanted tensor is not row-major, float32, float16 or bfloat16
 */
export async function readTorchFile(path: string, isWanted: (name: string) => boolean): Promise<TorchFile> {
  const file = await open(path);
  try {
    const { archive, root, state } = await openState(file, path);
    const tensors = new Map<string, Initializer>();
    for (const [name, value] of state) {
      if (!isWanted(name)) continue;
      const source = `${path}: tensor ${name}`;
      const tensor = storedTensor(value, source);
      const member = storageMember(root, tensor);
      tensors.set(name, tensorOf(tensor, await archive.read(member), source));
    }
    const extraAt = `${root}extra/`;
    const extra = new Map<string, string>();
    for (const name of archive.names.filter((name) => name.startsWith(extraAt)))
      extra.set(name.slice(extraAt.length), await textOf(archive, name));
    return { tensors, extra };
  } finally {
    await file.close();
  }
}

/**
 * Reads where some tensors of an open torch file lie; their numbers stay unread, and damage to them unnoticed.
 *
 * @throws AppError as {@link readTorchFile}
 */
export async function readTorchPlaces(
  file: FileHandle,
  path: string,
  isWanted: (name: string) => boolean,
): Promise<ReadonlyMap<string, TensorPlace>> {
  const { archive, root, state } = await openState(file, path);
  const places = new Map<string, TensorPlace>();
  for (const [name, value] of state) {
    if (!isWanted(name)) continue;
    const source = `${path}: tensor ${name}`;
    const tensor = storedTensor(value, source);
    const storage = await archive.place(storageMember(root, tensor));
    const { begin, end } = bytesInStorage(tensor, storage.lengthBytes, source);
    const place = { offsetBytes: storage.offsetBytes + begin, lengthBytes: end - begin };
    places.set(name, { type: tensor.type, dims: tensor.dims, ...place });
  }
  return places;
}

interface TorchState {
  readonly archive: TorchArchive;
  /** Folder of all members, with a slash. */
  readonly root: string;
  readonly state: ReadonlyMap<string, PickleValue>;
}

async function openState(file: FileHandle, path: string): Promise<TorchState> {
  const invalid = (what: string): AppError => new AppError('model.torch_file_invalid', `${path}: ${what}`);
  const archive = await openTorchArchive(file, path);
  const root = archive.names.find((name) => /^[^/]+\/data\.pkl$/.test(name))?.slice(0, -'data.pkl'.length);
  if (root === undefined) throw invalid('expected a member data.pkl, got none');
  const byteOrder = `${root}byteorder`;
  if (archive.names.includes(byteOrder) && (await textOf(archive, byteOrder)) !== 'little')
    throw invalid('expected little-endian numbers');
  const state = readPickle(await archive.read(`${root}data.pkl`), globals, path);
  if (!(state instanceof Map)) throw invalid('expected a dictionary of tensors');
  const named = [...state].filter((entry): entry is [string, PickleValue] => typeof entry[0] === 'string');
  return { archive, root, state: new Map(named) };
}

async function textOf(archive: TorchArchive, name: string): Promise<string> {
  return (await archive.read(name)).toString('utf8');
}

/** A row-major tensor and its place in a storage. */
interface StoredTensor {
  readonly type: NumberType;
  /** Of the storage. */
  readonly key: string;
  /** Of the first number, in numbers. */
  readonly offset: number;
  readonly dims: readonly number[];
}

function storageMember(root: string, { key }: StoredTensor): string {
  return `${root}data/${key}`;
}

/** The tensor that a call of `_rebuild_tensor_v2` tells. */
function storedTensor(value: PickleValue, source: string): StoredTensor {
  const tensor = isPickle(value, 'call') && value.name === rebuildTensor ? rebuiltTensor(value.args) : null;
  if (tensor) return tensor;
  throw new AppError('model.torch_file_invalid', `${source}: expected row-major float32, float16 or bfloat16`);
}

/** The tensor of these arguments; null when they are others, or the tensor is not row-major. */
function rebuiltTensor([reference, offset, dims, strides]: readonly PickleValue[]): StoredTensor | null {
  if (!isPickle(reference, 'reference') || !Array.isArray(reference.id)) return null;
  const [, storage, key] = reference.id;
  if (!isPickle(storage, 'global') || typeof key !== 'string') return null;
  const type = numberTypes.get(storage.name);
  if (!type || !isSize(offset) || !areSizes(dims) || !areSizes(strides)) return null;
  let stride = 1;
  for (let i = dims.length - 1; i >= 0; i -= 1) {
    if (dims[i] !== 1 && strides[i] !== stride) return null;
    stride *= dims[i] as number;
  }
  return { type, key, offset, dims };
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function areSizes(values: unknown): values is readonly number[] {
  return Array.isArray(values) && values.every(isSize);
}

/** Where a tensor begins and ends in its storage. */
function bytesInStorage({ type, offset, dims }: StoredTensor, storageBytes: number, source: string) {
  const bytes = numberBytes[type];
  const count = countOf(dims);
  if ((offset + count) * bytes > storageBytes) {
    const expected = `expected ${count} numbers of ${bytes} bytes from number ${offset}`;
    throw new AppError('model.torch_file_invalid', `${source}: ${expected}, got a storage of ${storageBytes} bytes`);
  }
  return { begin: offset * bytes, end: (offset + count) * bytes };
}

function tensorOf(tensor: StoredTensor, storage: Buffer, source: string): Initializer {
  const { begin, end } = bytesInStorage(tensor, storage.length, source);
  const values = new Float32Array(countOf(tensor.dims));
  widenNumbers(tensor.type, storage.subarray(begin, end), values);
  return float32Initializer(values, tensor.dims);
}

/** The bytes of a torch file with these float32 tensors. */
export function writeTorchFile({ tensors, extra }: TorchFile): Buffer {
  const root = 'pytorch_model/';
  const text = (value: string): Uint8Array => Buffer.from(value);
  const kinds = new Map([...tensors].map(([name, { dims }]) => [name, { type: 'F32', dims } as const]));
  const members = new Map<string, Uint8Array>([
    [`${root}data.pkl`, pickledState(kinds)],
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

/** The pickle of a state dict whose tensors are row-major and each have a storage of their own: 0, 1, 2, ... */
export function pickledState(
  tensors: ReadonlyMap<string, { readonly type: NumberType; readonly dims: readonly number[] }>,
): Buffer {
  const entries = [...tensors].map(([name, { type, dims }], i): [string, Buffer] => {
    const storage = [pickledString('storage'), pickledGlobal('torch', storageClasses[type]), pickledString(String(i))];
    const strides = dims.map((_, axis) => countOf(dims.slice(axis + 1)));
    const call = pickledCall('torch._utils', '_rebuild_tensor_v2', [
      pickledReference(pickledTuple([...storage, pickledString('cpu'), pickledInt(countOf(dims))])),
      pickledInt(0),
      pickledTuple(dims.map(pickledInt)),
      pickledTuple(strides.map(pickledInt)),
      pickledFalse(),
      pickledCall('collections', 'OrderedDict', []), // hooks: none
    ]);
    return [name, call];
  });
  return pickled(pickledDict(new Map(entries)));
}
