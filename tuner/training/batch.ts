import { type Feeds, float32Tensor, int64Tensor, type Tensor } from '#model';

/** Marks a position whose next token is not trained on. */
export const unlabeled = -1;

/** One row of a batch: tokens, and for each position the token that should follow it, or {@link unlabeled}. */
export interface BatchRow {
  readonly ids: readonly number[];
  readonly labels: readonly number[];
  /** How much each of its labels counts in the loss. @default 1 */
  readonly weight?: number;
}

/** Rows that share an instruction. */
export interface Batch {
  readonly instruction: readonly number[];
  readonly rows: readonly BatchRow[];
}

/** The row of one example: prompt and answer in a sequence, labels on the answer only. */
export function rowOf(prompt: readonly number[], answer: readonly number[]): BatchRow {
  const all = [...prompt, ...answer];
  return { ids: all.slice(0, -1), labels: all.slice(1).map((id, i) => (i + 1 >= prompt.length ? id : unlabeled)) };
}

/** What stands before the text of a batch. */
export interface VirtualTokens {
  /** P. */
  readonly count: number;
  /** Whether they are run through the decoder, before the instruction, or stand in the cache from the first. */
  readonly areRun: boolean;
}

/**
 * A batch as inputs of a step graph: the instruction once, then the rows. Positions go on from the virtual tokens and
 * the instruction, the PEFT convention.
 */
export function batchFeeds({ instruction, rows }: Batch, { count, areRun }: VirtualTokens): Feeds {
  const before = count + instruction.length;
  const ids = areRun ? [...Array<number>(count).fill(0), ...instruction] : instruction;
  if (ids.length === 0) return rowFeeds(rows, before);
  const positions = ids.map((_, i) => before - ids.length + i);
  return {
    instruction_ids: int64Tensor(ids, [1, ids.length]),
    instruction_mask: ones(1, before),
    instruction_positions: int64Tensor(positions, [1, ids.length]),
    ...rowFeeds(rows, before),
  };
}

/**
 * Rows as inputs of a step graph, padded on the right. Padding needs no mask of its own, since no labeled position
 * looks at what comes after it; `real_places` tells what need not be computed.
 *
 * @param before  tokens' worth of cache that stands before each row
 */
export function rowFeeds(rows: readonly BatchRow[], before: number): Feeds {
  const width = Math.max(...rows.map((row) => row.ids.length));
  const ids = new BigInt64Array(rows.length * width);
  const positions = new BigInt64Array(rows.length * width);
  const labeledRows: number[] = [];
  const labels: number[] = [];
  const weights: number[] = [];
  rows.forEach((row, r) => {
    for (let i = 0; i < width; i += 1) {
      ids[r * width + i] = BigInt(row.ids[i] ?? 0);
      positions[r * width + i] = BigInt(before + i);
      const label = row.labels[i] ?? unlabeled;
      if (label === unlabeled) continue;
      labeledRows.push(r * width + i);
      labels.push(label);
      weights.push(row.weight ?? 1);
    }
  });
  const realPlaces = rows.flatMap((row, r) => row.ids.map((_, i) => [r, i]));
  return {
    input_ids: { data: ids, dims: [rows.length, width] },
    position_ids: { data: positions, dims: [rows.length, width] },
    attention_mask: ones(rows.length, before + width),
    real_places: int64Tensor(realPlaces.flat(), [realPlaces.length, 2]),
    labeled_rows: int64Tensor(labeledRows, [labels.length]),
    labels: int64Tensor(labels, [labels.length]),
    label_weights: float32Tensor(Float32Array.from(weights), [labels.length, 1]),
  };
}

function ones(rows: number, columns: number): Tensor {
  return int64Tensor(new Uint8Array(rows * columns).fill(1), [rows, columns]);
}
