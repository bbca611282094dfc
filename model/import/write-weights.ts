import type { FileHandle } from 'node:fs/promises';
import type { Checkpoint, CheckpointTensor } from '../checkpoint/checkpoint.ts';
import type { Initializer } from '../graph/graph.ts';
import { isBlockQuantized } from '../quantization/block-quantized-weight.ts';
import { quantizeRows } from '../quantization/quantize-rows.ts';
import { type PlannedWeight, placeOf, type WeightPlan } from './weight-plan.ts';

/** Numbers of a weight that are in memory at a time: 32 MB as float32, twice that while the next are read. */
const numbersAtATime = 1 << 23;

/**
 * Writes the weights of a checkpoint to the places that `plan` has for them, some rows at a time: while rows are written,
 * the next are read.
 *
 * @param onWritten  told how many numbers were written each time
 * @throws AppError `model.weights_invalid` for a weight that is not finite and goes into few bits
 */
export async function writeWeights(
  file: FileHandle,
  plan: WeightPlan,
  { tensors }: Checkpoint,
  onWritten: (numbers: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  await writeAt(file, plan.header, 0);
  const pieces = plan.weights.flatMap((planned) => piecesOf(planned, tensors.get(planned.name) as CheckpointTensor));
  let next = pieces[0]?.read();
  for (const [i, { planned, first }] of pieces.entries()) {
    const values = (await next) as Float32Array;
    next = pieces[i + 1]?.read();
    next?.catch(() => undefined); // told when its turn comes
    signal?.throwIfAborted();
    await writeRows(file, planned, first, values);
    onWritten(values.length);
  }
}

interface Piece {
  readonly planned: PlannedWeight;
  /** Its first row. */
  readonly first: number;
  read(): Promise<Float32Array>;
}

function piecesOf(planned: PlannedWeight, tensor: CheckpointTensor): Piece[] {
  const [rows = 1, columns = 1] = planned.dims;
  const rowsAtATime = Math.max(1, Math.floor(numbersAtATime / columns));
  return Array.from({ length: Math.ceil(rows / rowsAtATime) }, (_, i): Piece => {
    const first = i * rowsAtATime;
    return { planned, first, read: () => tensor.readRows(first, Math.min(rowsAtATime, rows - first)) };
  });
}

async function writeRows(
  file: FileHandle,
  { name, dims, weight }: PlannedWeight,
  first: number,
  values: Float32Array,
): Promise<void> {
  if (!isBlockQuantized(weight)) return writePart(file, weight, first, values);
  const { packed, scales, zeroPoints } = quantizeRows(values, dims[1] as number, weight.bits, name);
  await writePart(file, weight.packed, first, packed);
  await writePart(file, weight.scales, first, scales);
  if (weight.zeroPoints && zeroPoints) await writePart(file, weight.zeroPoints, first, zeroPoints);
}

/** Writes rows of one constant from its row `first` on. */
async function writePart(
  file: FileHandle,
  constant: Initializer,
  first: number,
  values: Float32Array | Uint8Array,
): Promise<void> {
  const { offset, length } = placeOf(constant);
  const rowBytes = length / (constant.dims[0] as number);
  await writeAt(file, new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset + first * rowBytes);
}

async function writeAt(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.byteLength; ) {
    done += (await file.write(bytes, done, bytes.byteLength - done, position + done)).bytesWritten;
  }
}
