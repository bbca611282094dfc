import { AppError } from '#errors';
import type { Initializer } from '../graph/graph.ts';
import { float32Values } from '../graph/graph.ts';

/**
 * The safetensors container: eight bytes of little-endian header length N, N bytes of JSON
 * `{ name: { dtype, shape, data_offsets: [begin, end] } }`, then the tensors' bytes.
 *
 * @source https://github.com/huggingface/safetensors, README, section Format
 */

/** Place of one tensor in a safetensors file. */
export interface TensorPlace {
  readonly dims: readonly number[];
  /** Offset from the start of the file. */
  readonly offsetBytes: number;
  readonly lengthBytes: number;
}

interface HeaderEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** Largest header read: far above any real checkpoint's, small enough not to exhaust memory on a corrupt length. */
const maxHeaderBytes = 100_000_000;

/**
 * Reads the header of a safetensors file whose tensors are all F32.
 *
 * @throws AppError `model.weights_invalid`
 */
export function readSafetensorsHeader(bytes: Uint8Array, source: string): ReadonlyMap<string, TensorPlace> {
  const invalid = (what: string): AppError => new AppError('model.weights_invalid', `${source}: ${what}`);
  if (bytes.byteLength < 8) throw invalid(`expected at least 8 bytes, got ${bytes.byteLength}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = Number(view.getBigUint64(0, true));
  if (headerBytes > Math.min(maxHeaderBytes, bytes.byteLength - 8)) {
    throw invalid(`header of ${headerBytes} bytes does not fit in ${bytes.byteLength} bytes`);
  }
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
    const expected = 4 * entry.shape.reduce((product, size) => product * size, 1);
    if (entry.dtype !== 'F32') throw invalid(`tensor ${name}: expected F32, got ${entry.dtype}`);
    if (end - begin !== expected) throw invalid(`tensor ${name}: expected ${expected} bytes, got ${end - begin}`);
    if (start + end > bytes.byteLength)
      throw invalid(`tensor ${name} ends at byte ${start + end} of ${bytes.byteLength}`);
    places.set(name, { dims: entry.shape, offsetBytes: start + begin, lengthBytes: expected });
  }
  return places;
}

function isHeaderEntry(entry: Partial<HeaderEntry> | null): entry is HeaderEntry {
  const areSizes = (values: unknown): boolean =>
    Array.isArray(values) && values.every((value) => Number.isSafeInteger(value) && value >= 0);
  return typeof entry?.dtype === 'string' && areSizes(entry.shape) && areSizes(entry.data_offsets);
}

/** All tensors of an F32 safetensors file, as constants that share the file's memory. */
export function readSafetensors(bytes: Uint8Array, source: string): Map<string, Initializer> {
  const tensors = new Map<string, Initializer>();
  for (const [name, { dims, offsetBytes, lengthBytes }] of readSafetensorsHeader(bytes, source)) {
    tensors.set(name, { type: 'float32', dims, data: bytes.subarray(offsetBytes, offsetBytes + lengthBytes) });
  }
  return tensors;
}

/** The bytes of a safetensors file; the header is padded so that tensors start on an 8-byte boundary. */
export function writeSafetensors(tensors: ReadonlyMap<string, Initializer>): Uint8Array {
  const header: Record<string, HeaderEntry | Record<string, string>> = { __metadata__: { format: 'pt' } };
  let offset = 0;
  for (const [name, { dims, data }] of tensors) {
    const length = (data as Uint8Array).byteLength;
    header[name] = { dtype: 'F32', shape: dims, data_offsets: [offset, offset + length] };
    offset += length;
  }
  const json = Buffer.from(JSON.stringify(header));
  const headerText = Buffer.concat([json, Buffer.alloc(-json.byteLength & 7, ' ')]);
  const bytes = new Uint8Array(8 + headerText.byteLength + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerText.byteLength), true);
  bytes.set(headerText, 8);
  let at = 8 + headerText.byteLength;
  for (const tensor of tensors.values()) {
    const values = float32Values(tensor);
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return bytes;
}
