import { type FileHandle, open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AppError } from '#errors';
import { firstFolderFile, readFolderJson } from '../folder/folder-file.ts';
import { countOf, readNumbers, type TensorPlace } from '../weights/numbers.ts';
import { readSafetensorsPlaces } from '../weights/safetensors.ts';
import { readTorchPlaces } from '../weights/torch-file.ts';

/** A tensor in an open file. */
export interface FileTensor {
  readonly dims: readonly number[];
  /** File and name, for messages. */
  readonly source: string;
  /** Values of `count` rows from row `first` on, as float32; the tensor has them all. */
  readRows(first: number, count: number): Promise<Float32Array>;
}

/** Tells by its name whether a tensor is looked at. */
type IsWanted = (name: string) => boolean;

/** Tensors of a checkpoint under the names they have there. */
export interface WeightFiles {
  readonly tensors: ReadonlyMap<string, FileTensor>;
  close(): Promise<void>;
}

/** What a checkpoint may be: one file, or shards that an index tells of; the first that is there is read. */
const entryFiles = [
  'model.safetensors',
  'model.safetensors.index.json',
  'pytorch_model.bin',
  'pytorch_model.bin.index.json',
];

/**
 * Opens weights of a Hugging Face folder; their numbers wait to be asked for.
 *
 * @throws AppError `model.folder_missing`, `model.weights_invalid`, `model.weight_missing`, `model.torch_file_invalid`,
 *         `model.pickle_refused`
 */
export async function openWeightFiles(folder: string, isWanted: IsWanted): Promise<WeightFiles> {
  const entry = await firstFolderFile(folder, entryFiles);
  if (!entry) throw missingWeights(`expected one of ${entryFiles.join(', ')} in ${folder}`);
  const shards = entry.endsWith('.index.json') ? await readIndex(folder, entry) : new Map([[entry, []]]);
  const files: FileHandle[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(files.map((file) => file.close()));
  };
  try {
    const tensors = new Map<string, FileTensor>();
    for (const [shard, names] of shards) {
      const path = join(folder, shard);
      const file = await openShard(path, names);
      files.push(file);
      const places = await readPlaces(file, path, isWanted);
      const lost = names.find((name) => isWanted(name) && !places.has(name));
      if (lost) throw new AppError('model.weight_missing', `${path}: expected ${lost}, as ${entry} tells, got none`);
      for (const [name, place] of places) tensors.set(name, fileTensor(file, place, `${path}: tensor ${name}`));
    }
    return { tensors, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The names of the tensors of each shard. */
async function readIndex(folder: string, file: string): Promise<Map<string, string[]>> {
  const { weight_map } = await readFolderJson(folder, file);
  const invalid = (expected: string): AppError =>
    new AppError('model.weights_invalid', `${join(folder, file)}: weight_map: expected ${expected}`);
  if (typeof weight_map !== 'object' || weight_map === null) throw invalid('file names by tensor');
  const shards = new Map<string, string[]>();
  for (const [name, shard] of Object.entries(weight_map)) {
    if (typeof shard !== 'string' || basename(shard) !== shard)
      throw invalid(`a file beside it for ${name}, got ${JSON.stringify(shard)}`);
    const names = shards.get(shard) ?? [];
    names.push(name);
    shards.set(shard, names);
  }
  return shards;
}

async function openShard(path: string, names: readonly string[]): Promise<FileHandle> {
  const what = names.length > 0 ? `, which holds ${names[0]} and ${names.length - 1} other tensors` : '';
  return open(path).catch((cause) => {
    throw missingWeights(`expected a readable ${path}${what}`, cause);
  });
}

async function readPlaces(
  file: FileHandle,
  path: string,
  isWanted: IsWanted,
): Promise<ReadonlyMap<string, TensorPlace>> {
  if (!(await file.stat()).isFile()) throw missingWeights(`expected ${path} to be a file`);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(lfsPointer.length), 0, lfsPointer.length, 0);
  if (buffer.toString('latin1', 0, bytesRead) === lfsPointer)
    throw missingWeights(`expected weights in ${path}, got a pointer of Git LFS`);
  if (path.endsWith('.bin')) return readTorchPlaces(file, path, isWanted);
  const places = await readSafetensorsPlaces(file, path);
  return new Map([...places].filter(([name]) => isWanted(name)));
}

/** How the text begins that a clone without Git LFS has in place of a large file. */
const lfsPointer = 'version https://git-lfs';

function missingWeights(message: string, cause?: unknown): AppError {
  const hint = 'fetch the weights too: git lfs pull in a clone, or download each file that the index names';
  return new AppError('model.folder_missing', message, { hint, cause });
}

function fileTensor(file: FileHandle, place: TensorPlace, source: string): FileTensor {
  const { dims } = place;
  const width = countOf(dims.slice(1));
  const endedEarly = (): AppError =>
    new AppError('model.weights_invalid', `${source}: expected ${place.lengthBytes} bytes, the file ended before`);
  const readRows = (first: number, count: number): Promise<Float32Array> =>
    readNumbers(file, place, { first: first * width, count: count * width }, endedEarly);
  return { dims, source, readRows };
}
