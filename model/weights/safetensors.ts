import type { FileHandle } from 'node:fs/promises';
import { AppError } from '#errors';
import { float32Values, type Initializer } from '../graph/graph.ts';
import { countOf, type NumberType, numberBytes, type TensorPlace } from './numbers.ts';

/**
 * The safetensors container: eight bytes of little-endian header length N, N bytes of JSON
 * `{ name: { dtype, shape, data_offsets: [begin, end] } }`, then the tensors' bytes.
 *
 * @source https://github.com/huggingface/safetensors, README, section Format
 */

interface HeaderEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** Largest header read: far above any real checkpoint's, small enough not to exhaust memory on a corrupt length. */
const maxHeaderBytes = 100_000_000;

/**
 * Reads the header of a safetensors file.
 *
 * @param bytes  the file, or its beginning up to the end of the header
 * @param fileBytes  size of the whole file
 * @throws AppError `model.weights_invalid`, also when a tensor is not float32, float16 or bfloat16
 */
export function readSafetensorsHeader(
  bytes: Uint8Array,
  source: string,
  fileBytes = bytes.byteLength,
): ReadonlyMap<string, TensorPlace> {
  const invalid = (what: string): AppError => new AppError('model.weights_invalid', `${source}: ${what}`);
  const headerBytes = headerLength(bytes, source, fileBytes);
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerBytes)));
  } catch (cause) {
    throw new AppError('model.weights_invalid', `${source}: the header is not JSON`, { cause });
  }
  if (typeof header !== 'object' || header === null) throw invalid('the header is not a JSON object');
  const start = 8 + headerBytes;
  const places = new Map<string, TensorPlace>();
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    if (!isHeaderEntry(entry))
      throw invalid(`tensor ${name}: expected dtype, shape and data_offsets, got ${JSON.stringify(entry)}`);
    const [begin, end] = entry.data_offsets;
    const { dtype: type, shape: dims } = entry;
    if (!isNumberType(type)) throw invalid(`tensor ${name}: expected F32, F16 or BF16, got ${type}`);
    const expected = numberBytes[type] * countOf(dims);
    if (end - begin !== expected) throw invalid(`tensor ${name}: expected ${expected} bytes, got ${end - begin}`);
    if (start + end > fileBytes) throw invalid(`tensor ${name} ends at byte ${start + end} of ${fileBytes}`);
    places.set(name, { type, dims, offsetBytes: start + begin, lengthBytes: expected });
  }
  return places;
}

/** The length that a file tells of its header. */
function headerLength(bytes: Uint8Array, source: string, fileBytes: number): number {
  const invalid = (what: string): AppError => new AppError('model.weights_invalid', `${source}: ${what}`);
  if (bytes.byteLength < 8) throw invalid(`expected at least 8 bytes, got ${bytes.byteLength}`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (length > Math.min(maxHeaderBytes, fileBytes - 8)) {
    throw invalid(`header of ${length} bytes does not fit in ${fileBytes} bytes`);
  }
  return length;
}

/**
 * Reads the header of an open safetensors file, and no more of it.
 *
 * @throws AppError `model.weights_invalid`
 */
export async function readSafetensorsPlaces(
  file: FileHandle,
  source: string,
): Promise<ReadonlyMap<string, TensorPlace>> {
  const { size } = await file.stat();
  const beginning = async (length: number): Promise<Uint8Array> => {
    const { buffer, bytesRead } = await file.read(new Uint8Array(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  };
  const headerBytes = headerLength(await beginning(8), source, size);
  return readSafetensorsHeader(await beginning(8 + headerBytes), source, size);
}

function isNumberType(dtype: string): dtype is NumberType {
  return Object.hasOwn(numberBytes, dtype);
}

function isHeaderEntry(entry: Partial<HeaderEntry> | null): entry is HeaderEntry {
  const areSizes = (values: unknown): boolean =>
    Array.isArray(values) && values.every((value) => Number.isSafeInteger(value) && value >= 0);
  return typeof entry?.dtype === 'string' && areSizes(entry.shape) && areSizes(entry.data_offsets);
}

/** All tensors of an F32 safetensors file, as constants that share the file's memory. */
export function readSafetensors(bytes: Uint8Array, source: string): Map<string, Initializer> {
  const tensors = new Map<string, Initializer>();
  for (const [name, { type, dims, offsetBytes, lengthBytes }] of readSafetensorsHeader(bytes, source)) {
    if (type !== 'F32') {
      throw new AppError('model.weights_invalid', `${source}: tensor ${name}: expected F32, got ${type}`);
    }
    tensors.set(name, { type: 'float32', dims, data: bytes.subarray(offsetBytes, offsetBytes + lengthBytes) });
  }
  return tensors;
}

/** The bytes of a safetensors file with these float32 tensors. */
export function writeSafetensors(tensors: ReadonlyMap<string, Initializer>): Uint8Array {
  const kinds = new Map([...tensors].map(([name, { dims }]) => [name, { type: 'F32', dims } as const]));
  const header = safetensorsHeader(kinds);
  const numbers = [...tensors.values()].map(float32Values);
  const bytes = new Uint8Array(numbers.reduce((end, { byteLength }) => end + byteLength, header.byteLength));
  bytes.set(header);
  let at = header.byteLength;
  for (const { buffer, byteOffset, byteLength } of numbers) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return bytes;
}

/** What stands before the numbers of these tensors in a file; padded so that they begin on an 8-byte boundary. */
export function safetensorsHeader(
  tensors: ReadonlyMap<string, { readonly type: NumberType | 'U8'; readonly dims: readonly number[] }>,
): Buffer {
  const header: Record<string, HeaderEntry | Record<string, string>> = { __metadata__: { format: 'pt' } };
  let offset = 0;
  for (const [name, { type, dims }] of tensors) {
    const end = offset + (type === 'U8' ? 1 : numberBytes[type]) * countOf(dims);
    header[name] = { dtype: type, shape: dims, data_offsets: [offset, end] };
    offset = end;
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeUInt32LE(json.length + (-json.length & 7));
  return Buffer.concat([length, json, Buffer.alloc(-json.length & 7, ' ')]);
}
