import { float32Values, isExternal } from '../graph/graph.ts';
import { type BlockQuantizedWeight, blockSize } from './block-quantized-weight.ts';

/** The values that rows of a weight in few bits stand for, [count, columns]. */
export function dequantizeRows(weight: BlockQuantizedWeight, first: number, count: number): Float32Array {
  const { bits, dims } = weight;
  const columns = dims[1];
  const packed = bytesOf(weight.packed);
  const scales = float32Values(weight.scales);
  const zeroPoints = weight.zeroPoints && bytesOf(weight.zeroPoints);
  const blocks = Math.ceil(columns / blockSize);
  const levelsPerByte = 8 / bits;
  const zeroBytesPerRow = Math.ceil(blocks / levelsPerByte);
  const levelAt = (bytes: Uint8Array, i: number): number =>
    bits === 8 ? (bytes[i] as number) : ((bytes[i >> 1] as number) >> (4 * (i & 1))) & 15;
  const values = new Float32Array(count * columns);
  for (let row = 0; row < count; row += 1) {
    for (let block = 0; block < blocks; block += 1) {
      const at = (first + row) * blocks + block;
      const zeroAt = (first + row) * zeroBytesPerRow * levelsPerByte + block;
      const zero = zeroPoints ? levelAt(zeroPoints, zeroAt) : 2 ** (bits - 1);
      const width = Math.min(blockSize, columns - block * blockSize);
      for (let i = 0; i < width; i += 1) {
        const level = levelAt(packed, at * blockSize + i);
        values[row * columns + block * blockSize + i] = (level - zero) * (scales[at] as number);
      }
    }
  }
  return values;
}

function bytesOf({ data }: BlockQuantizedWeight['packed']): Uint8Array {
  if (isExternal(data)) throw new TypeError(`expected a weight in memory, got one in ${data.location}`);
  return data;
}
