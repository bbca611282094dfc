import type { CacheShape } from '../graph/decoder-convention.ts';
import { type Cache, presentCache } from './cache.ts';
import { int64Tensor, type Session, type Tensor } from './session.ts';

/** What a row of a batch adds to its cache. */
export interface RowInput {
  readonly ids: readonly number[];
  /** Position of the first of `ids`. */
  readonly firstPosition: number;
  /** 1 for each token of cache and `ids` that the row sees, 0 for padding between them. */
  readonly seen: readonly number[];
}

/** Logits of the last token of each row, [V] each, and the cache that the next run goes on from. */
export interface RowsRun {
  readonly logits: readonly Float32Array[];
  readonly cache: Cache;
}

/** Runs a decoder once for all rows, the shorter ones padded on the right. */
export async function runRows(
  session: Session,
  shape: CacheShape,
  rows: readonly RowInput[],
  past: Cache,
): Promise<RowsRun> {
  const columns = Math.max(...rows.map(({ ids }) => ids.length));
  const total = Math.max(...rows.map(({ ids, seen }) => seen.length + columns - ids.length));
  const tensor = (width: number, valueAt: (row: RowInput, i: number) => number): Tensor =>
    int64Tensor(
      rows.flatMap((row) => Array.from({ length: width }, (_, i) => valueAt(row, i))),
      [rows.length, width],
    );
  const results = await session.run({
    input_ids: tensor(columns, ({ ids }, i) => ids[i] ?? 0),
    attention_mask: tensor(total, ({ seen }, i) => seen[i] ?? 0),
    position_ids: tensor(columns, ({ firstPosition }, i) => firstPosition + i),
    ...past,
  });
  const logits = rows.map(({ ids }, r) => logitsAt(results.logits as Tensor, r, ids.length - 1));
  return { logits, cache: presentCache(results, shape) };
}

function logitsAt({ data, dims }: Tensor, row: number, position: number): Float32Array {
  const [, sequence = 0, vocabulary = 0] = dims;
  const start = (row * sequence + position) * vocabulary;
  return (data as Float32Array).subarray(start, start + vocabulary);
}
