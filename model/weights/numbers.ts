import type { FileHandle } from 'node:fs/promises';

/** Types of the numbers of a checkpoint, by their names in safetensors, and the bytes of one. */
export const numberBytes = { F32: 4, F16: 2, BF16: 2 } as const;
export type NumberType = keyof typeof numberBytes;

/** Where the numbers of a tensor lie in a file, row-major and little-endian. */
export interface TensorPlace {
  readonly type: NumberType;
  readonly dims: readonly number[];
  /** Offset from the start of the file. */
  readonly offsetBytes: number;
  readonly lengthBytes: number;
}

/** Numbers of a tensor of these dimensions. */
export function countOf(dims: readonly number[]): number {
  return dims.reduce((product, size) => product * size, 1);
}

/** Numbers that are read and widened at a time: few system calls, and bytes that a processor's cache still holds. */
const pieceNumbers = 1 << 20;

/**
 * Reads `count` numbers of a tensor from its number `first` on, as float32.
 *
 * @param endedEarly  what is thrown when the file has fewer
 */
export async function readNumbers(
  file: FileHandle,
  { type, offsetBytes }: TensorPlace,
  { first, count }: { first: number; count: number },
  endedEarly: () => Error,
): Promise<Float32Array> {
  const values = new Float32Array(count);
  const size = numberBytes[type];
  const piece = new Uint8Array(Math.min(count, pieceNumbers) * size);
  for (let done = 0; done < count; done += pieceNumbers) {
    const part = Math.min(pieceNumbers, count - done);
    const { bytesRead } = await file.read(piece, 0, part * size, offsetBytes + (first + done) * size);
    if (bytesRead !== part * size) throw endedEarly();
    widenNumbers(type, piece.subarray(0, bytesRead), values.subarray(done, done + part));
  }
  return values;
}

/** Writes the numbers in `bytes` to `values`; every float16 and bfloat16 is a float32 too. */
export function widenNumbers(type: NumberType, bytes: Uint8Array, values: Float32Array): void {
  if (type === 'F32') {
    new Uint8Array(values.buffer, values.byteOffset, values.byteLength).set(bytes);
    return;
  }
  const { buffer, byteOffset } = bytes.byteOffset % 2 === 0 ? bytes : Uint8Array.from(bytes);
  const halves = new Uint16Array(buffer, byteOffset, values.length);
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  if (type === 'BF16') widenBfloat16(halves, words);
  else widenFloat16(halves, words);
}

/** The bits of float32 for each of the 65,536 float16. */
const float16Words = new Uint32Array(Float32Array.from({ length: 1 << 16 }, (_, bits) => float16Value(bits)).buffer);

function widenFloat16(halves: Uint16Array, words: Uint32Array): void {
  for (let i = 0; i < halves.length; i += 1) words[i] = float16Words[halves[i] as number] as number;
}

/** A bfloat16 is the upper half of a float32. */
function widenBfloat16(halves: Uint16Array, words: Uint32Array): void {
  for (let i = 0; i < halves.length; i += 1) words[i] = (halves[i] as number) << 16;
}

/** IEEE 754 binary16: sign, 5 bits of exponent with bias 15, 10 of fraction. */
function float16Value(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

const oneFloat = new Float32Array(1);
const oneWord = new Uint32Array(oneFloat.buffer);

/** The bits of the float16 next to a number, the even one of two; infinity from 65,520 on. */
export function float16Bits(value: number): number {
  oneFloat[0] = value;
  const sign = ((oneWord[0] as number) >>> 16) & 0x8000;
  const size = Math.abs(value);
  if (Number.isNaN(size)) return sign | 0x7e00;
  if (size >= 65_520) return sign | 0x7c00;
  const exponent = Math.max(Math.floor(Math.log2(size)), -14);
  const fraction = roundedToEven(size * 2 ** (10 - exponent)); // 1024 to 2048, less below the least exponent
  return sign | (((exponent + 14) << 10) + fraction);
}

function roundedToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}
