import { AppError } from '#errors';
import { countOf } from '../weights/numbers.ts';
import { type Bits, blockSize, hasZeroPoints, partShapes } from './block-quantized-weight.ts';

/** The bytes of some rows of a weight in few bits; see `BlockQuantizedWeight` for the layout. */
export interface QuantizedRows {
  readonly packed: Uint8Array;
  readonly scales: Float32Array;
  readonly zeroPoints: Uint8Array | undefined;
}

/**
 * Rounds rows of a weight to levels of their blocks. A block of 4 bits spans from its least value to its largest, both
 * taken to be 0 at least; one of 8 bits reaches as far to either side of 0. So no value is off by more than half a step.
 *
 * @param values  [rows, columns]
 * @param name  of the weight, for the error
 * @throws AppError `model.weights_invalid` for values that are not finite
 */
export function quantizeRows(values: Float32Array, columns: number, bits: Bits, name: string): QuantizedRows {
  requireFinite(values, name);
  const rows = values.length / columns;
  const { packed, scales, zeroPoints } = partShapes(bits, [rows, columns]);
  const quantized = {
    packed: new Uint8Array(countOf(packed)),
    scales: new Float32Array(countOf(scales)),
    zeroPoints: hasZeroPoints(bits) ? new Uint8Array(countOf(zeroPoints)) : undefined,
  };
  const blocks = scales[1];
  for (let row = 0; row < rows; row += 1) {
    for (let block = 0; block < blocks; block += 1) {
      const start = row * columns + block * blockSize;
      const end = Math.min(start + blockSize, (row + 1) * columns);
      const at = row * blocks + block;
      if (bits === 4) quantizeTo4Bits(values, start, end, quantized, at, row * zeroPoints[1] * 2 + block);
      else quantizeTo8Bits(values, start, end, quantized, at);
    }
  }
  return quantized;
}

/** @param zeroAt  place of the zero point, in halves of bytes */
function quantizeTo4Bits(
  values: Float32Array,
  start: number,
  end: number,
  { packed, scales, zeroPoints }: QuantizedRows,
  at: number,
  zeroAt: number,
): void {
  const { least, largest } = rangeOf(values, start, end);
  const scale = Math.fround((largest - least) / 15);
  const inverse = scale === 0 ? 0 : 1 / scale;
  const zero = Math.min(15, Math.round(-least * inverse));
  scales[at] = scale;
  setHalf(zeroPoints as Uint8Array, zeroAt, zero);
  // The least value is at 0 or half a step below; truncating after adding a half rounds, since nothing is negative then.
  const shift = zero + 0.5;
  let to = (at * blockSize) / 2;
  let i = start;
  for (; i + 1 < end; i += 2, to += 1) {
    const low = ((values[i] as number) * inverse + shift) | 0;
    const high = ((values[i + 1] as number) * inverse + shift) | 0;
    packed[to] = (low > 15 ? 15 : low) | ((high > 15 ? 15 : high) << 4);
  }
  if (i < end) packed[to++] = Math.min(15, ((values[i] as number) * inverse + shift) | 0) | (zero << 4);
  packed.fill(zero | (zero << 4), to, ((at + 1) * blockSize) / 2);
}

function quantizeTo8Bits(
  values: Float32Array,
  start: number,
  end: number,
  { packed, scales }: QuantizedRows,
  at: number,
): void {
  const { least, largest } = rangeOf(values, start, end);
  const scale = Math.fround(Math.max(largest, -least) / 127);
  const inverse = scale === 0 ? 0 : 1 / scale;
  scales[at] = scale;
  let to = at * blockSize;
  for (let i = start; i < end; i += 1, to += 1) {
    const level = ((values[i] as number) * inverse + 128.5) | 0;
    packed[to] = level > 255 ? 255 : level;
  }
  packed.fill(128, to, (at + 1) * blockSize);
}

/** Sets a 4-bit number where there is 0 so far; of two in a byte the first is the lower half. */
function setHalf(bytes: Uint8Array, place: number, value: number): void {
  bytes[place >> 1] = (bytes[place >> 1] as number) | (value << (4 * (place & 1)));
}

/** Least and largest of some values and 0. */
function rangeOf(values: Float32Array, start: number, end: number): { least: number; largest: number } {
  let least = 0;
  let largest = 0;
  for (let i = start; i < end; i += 1) {
    const value = values[i] as number;
    if (value < least) least = value;
    if (value > largest) largest = value;
  }
  return { least, largest };
}

function requireFinite(values: Float32Array, name: string): void {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += values[i] as number;
  // A sum of finite float32 numbers is finite in float64, and one with NaN or infinity is not.
  if (Number.isFinite(sum)) return;
  const found = values.find((value) => !Number.isFinite(value));
  throw new AppError('model.weights_invalid', `weight ${name}: expected finite numbers, got ${found}`);
}
