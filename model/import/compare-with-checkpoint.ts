import { type Checkpoint, type CheckpointTensor, openCheckpoint } from '../checkpoint/checkpoint.ts';
import { buildDecoderGraph } from '../decoder/decoder-graph.ts';
import type { ModelFolder } from '../folder/model-folder.ts';
import { cacheShape } from '../graph/decoder-convention.ts';
import { float32Initializer, float32Values, type Graph, type Initializer } from '../graph/graph.ts';
import { type BlockQuantizedWeight, blockSize } from '../quantization/block-quantized-weight.ts';
import { dequantizeRows } from '../quantization/dequantize-rows.ts';
import { emptyCache } from '../runtime/cache.ts';
import { int64Tensor, openSession, type Session } from '../runtime/session.ts';
import { countOf } from '../weights/numbers.ts';

/** How far one weight is off. */
export interface WeightError {
  readonly name: string;
  readonly kind: 'float32' | 'int8' | 'int4';
  readonly numbers: number;
  /** Root of the mean square of errors, beside that of the weight. */
  readonly relativeError: number;
  /** Largest error, beside the largest number of the weight. */
  readonly largestError: number;
}

/** How far logits of the same tokens are off. */
export interface LogitsError {
  /** Root of the mean square of differences, beside that of the logits about their mean. */
  readonly relativeError: number;
  readonly largestDifference: number;
  /** Tokens after which the likeliest next one is the same, of all. */
  readonly sameLikeliest: number;
  readonly tokens: number;
}

export interface CheckpointComparison {
  readonly weights: readonly WeightError[];
  /** Null when the checkpoint is too large to be run in float32 beside the model. */
  readonly logits: LogitsError | null;
}

/** Checkpoints of more numbers are not run: 2 GB as float32. */
const largestRun = 500_000_000;

/** Numbers of a weight compared at a time. */
const numbersAtATime = 1 << 22;

/**
 * Compares a model with the checkpoint it was made from: every weight, and the logits of `ids` where it is small enough.
 *
 * @throws AppError what `openCheckpoint` refuses
 */
export async function compareWithCheckpoint(
  { decoder }: ModelFolder,
  session: Session,
  folder: string,
  ids: readonly number[],
): Promise<CheckpointComparison> {
  const checkpoint = await openCheckpoint(folder);
  try {
    const weights: WeightError[] = [];
    for (const [name, tensor] of checkpoint.tensors) {
      const error = await weightError(decoder, name, tensor);
      if (error) weights.push(error);
    }
    const numbers = [...checkpoint.tensors.values()].reduce((sum, { dims }) => sum + countOf(dims), 0);
    const logits = numbers > largestRun ? null : await logitsError(decoder, session, checkpoint, ids);
    return { weights, logits };
  } finally {
    await checkpoint.close();
  }
}

/** Undefined when the decoder has no weight of that name. */
async function weightError(decoder: Graph, name: string, tensor: CheckpointTensor): Promise<WeightError | undefined> {
  const read = weightReader(decoder, name, tensor.dims);
  if (!read) return undefined;
  const [rows = 1, columns = 1] = tensor.dims;
  const rowsAtATime = Math.max(1, Math.floor(numbersAtATime / columns));
  const sums = { error: 0, weight: 0, largestError: 0, largest: 0 };
  for (let first = 0; first < rows; first += rowsAtATime) {
    const count = Math.min(rowsAtATime, rows - first);
    addErrors(sums, read.rows(first, count), await tensor.readRows(first, count));
  }
  return {
    name,
    kind: read.kind,
    numbers: rows * columns,
    relativeError: sums.weight === 0 ? 0 : Math.sqrt(sums.error / sums.weight),
    largestError: sums.largest === 0 ? 0 : sums.largestError / sums.largest,
  };
}

function addErrors(
  sums: { error: number; weight: number; largestError: number; largest: number },
  actual: Float32Array,
  expected: Float32Array,
): void {
  for (let i = 0; i < expected.length; i += 1) {
    const value = expected[i] as number;
    const error = (actual[i] as number) - value;
    sums.error += error * error;
    sums.weight += value * value;
    sums.largestError = Math.max(sums.largestError, Math.abs(error));
    sums.largest = Math.max(sums.largest, Math.abs(value));
  }
}

interface WeightReader {
  readonly kind: WeightError['kind'];
  rows(first: number, count: number): Float32Array;
}

/** Reads rows of a weight that the decoder holds, as floats or in few bits. */
function weightReader({ initializers }: Graph, name: string, dims: readonly number[]): WeightReader | undefined {
  const floats = initializers.get(name);
  const [rows = 1, columns = 1] = dims;
  if (floats?.type === 'float32') {
    const values = float32Values(floats);
    return { kind: 'float32', rows: (first, count) => values.subarray(first * columns, (first + count) * columns) };
  }
  const packed = initializers.get(`${name}.packed`) ?? initializers.get(`${name}.packed.rows`);
  const scales = initializers.get(`${name}.scales`);
  if (!packed || !scales) return undefined;
  const bits = countOf(packed.dims) === rows * Math.ceil(columns / blockSize) * blockSize ? 8 : 4;
  const zeroPoints = initializers.get(`${name}.zero_points`);
  const weight: BlockQuantizedWeight = { bits, dims: [rows, columns], packed, scales, zeroPoints };
  return { kind: bits === 8 ? 'int8' : 'int4', rows: (first, count) => dequantizeRows(weight, first, count) };
}

async function logitsError(
  decoder: Graph,
  session: Session,
  { config, tensors }: Checkpoint,
  ids: readonly number[],
): Promise<LogitsError> {
  const weights = new Map<string, Initializer>();
  for (const [name, tensor] of tensors) {
    weights.set(name, float32Initializer(await tensor.readRows(0, tensor.dims[0] as number), tensor.dims));
  }
  const plain = await openSession(buildDecoderGraph(config, weights));
  const actual = await logitsOf(session, decoder, ids);
  const expected = await logitsOf(plain, decoder, ids);
  await plain.close();
  const mean = expected.reduce((sum, value) => sum + value, 0) / expected.length;
  const sums = { error: 0, weight: 0, largestError: 0, largest: 0 };
  addErrors(
    sums,
    actual.map((value) => value - mean),
    expected.map((value) => value - mean),
  );
  const classes = expected.length / ids.length;
  const isSame = (_: number, row: number): boolean => {
    const [start, end] = [row * classes, (row + 1) * classes];
    return likeliest(actual.subarray(start, end)) === likeliest(expected.subarray(start, end));
  };
  return {
    tokens: ids.length,
    relativeError: Math.sqrt(sums.error / sums.weight),
    largestDifference: sums.largestError,
    sameLikeliest: ids.filter(isSame).length,
  };
}

/** Logits of every token, [S, V]. */
async function logitsOf(session: Session, decoder: Graph, ids: readonly number[]): Promise<Float32Array> {
  const dims = [1, ids.length];
  const { logits } = await session.run({
    input_ids: int64Tensor(ids, dims),
    attention_mask: int64Tensor(
      ids.map(() => 1),
      dims,
    ),
    position_ids: int64Tensor([...ids.keys()], dims),
    ...emptyCache(cacheShape(decoder)),
  });
  return logits?.data as Float32Array;
}

const likeliest = (logits: Float32Array): number =>
  logits.reduce((best, value, i) => (value > (logits[best] as number) ? i : best), 0);
