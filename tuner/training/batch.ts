import { type Feeds, float32Tensor, int64Tensor } from '#model';

/** Marks a position whose next token is not trained on. */
export const unlabeled = -1;

/** One row of a batch: tokens, and for each position the token that should follow it, or {@link unlabeled}. */
export interface BatchRow {
  readonly ids: readonly number[];
  readonly labels: readonly number[];
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

/**
 * A batch as inputs of a step graph.
 *
 * Rows are padded on the right; padding needs no mask of its own, since no labeled position looks at what comes
 * after it. Positions go on from the prefix and the instruction, the PEFT convention.
 *
 * @param prefixTokens  P, the tokens' worth of cache that stands before the instruction
 */
export function batchFeeds({ instruction, rows }: Batch, prefixTokens: number): Feeds {
  const before = prefixTokens + instruction.length;
  const width = Math.max(...rows.map((row) => row.ids.length));
  const ids = new BigInt64Array(rows.length * width);
  const positions = new BigInt64Array(rows.length * width);
  const labeled: { row: number; label: number }[] = [];
  rows.forEach((row, r) => {
    for (let i = 0; i < width; i += 1) {
      ids[r * width + i] = BigInt(row.ids[i] ?? 0);
      positions[r * width + i] = BigInt(before + i);
      const label = row.labels[i] ?? unlabeled;
      if (label !== unlabeled) labeled.push({ row: r * width + i, label });
    }
  });
  const ones = (rowCount: number, columns: number) =>
    int64Tensor(new Uint8Array(rowCount * columns).fill(1), [rowCount, columns]);
  return {
    instruction_ids: int64Tensor(instruction, [1, instruction.length]),
    instruction_mask: ones(1, before),
    instruction_positions: int64Tensor(
      instruction.map((_, i) => prefixTokens + i),
      [1, instruction.length],
    ),
    input_ids: { data: ids, dims: [rows.length, width] },
    position_ids: { data: positions, dims: [rows.length, width] },
    attention_mask: ones(rows.length, before + width),
    labeled_rows: int64Tensor(
      labeled.map(({ row }) => row),
      [labeled.length],
    ),
    labels: int64Tensor(
      labeled.map(({ label }) => label),
      [labeled.length],
    ),
    label_weights: float32Tensor(new Float32Array(labeled.length).fill(1), [labeled.length, 1]),
  };
}
