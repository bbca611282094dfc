import type { CacheShape } from '../graph/decoder-convention.ts';
import { bestTokens } from '../graph/surgery/best-tokens.ts';
import { addedCache, type Cache, presentCache } from './cache.ts';
import { int64Tensor, type Session, type Tensor } from './session.ts';

/** What a row of a batch adds to its cache. */
export interface RowInput {
  readonly ids: readonly number[];
  /** Position of the first of `ids`. */
  readonly firstPosition: number;
  /** 1 for each token of cache and `ids` that the row sees, 0 for padding between them. */
  readonly seen: readonly number[];
}

export interface RowsRun {
  /** Logits of the last token of each row, [V] each. */
  readonly logits: readonly Float32Array[];
  /** The cache that the next run goes on from. */
  readonly cache: Cache;
}

/** Runs a decoder once for all rows, the shorter ones padded on the right. */
export async function runRows(
  session: Session,
  shape: CacheShape,
  rows: readonly RowInput[],
  past: Cache,
): Promise<RowsRun> {
  const results = await session.run({ ...rowFeeds(rows), ...past });
  const logits = rows.map(({ ids }, r) => logitsAt(results.logits as Tensor, r, ids.length - 1));
  return { logits, cache: presentCache(results, shape) };
}

/** The likeliest tokens at one place, likeliest first. */
export interface BestTokens {
  readonly ids: readonly number[];
  readonly probabilities: readonly number[];
  /** Probabilities of the tokens that were wanted whatever they are, in their order. */
  readonly wanted: readonly number[];
}

/** A row of which several places are asked for. */
export interface ReadRow extends RowInput {
  /** The last of `ids` after which the next token is asked for. */
  readonly read: number;
}

export interface BestTokensRun {
  /** For each row, the likeliest tokens after each of its last `read` ones. */
  readonly best: readonly (readonly BestTokens[])[];
  readonly cache: Cache;
  /** What the cache holds: the tokens of this run, or those before it too. */
  readonly holds: 'added' | 'all';
}

/**
 * As {@link runRows}, for a decoder {@link withBestTokens}.
 *
 * @param wanted  tokens whose probabilities are told at every place
 */
export async function runForBestTokens(
  session: Session,
  shape: CacheShape,
  rows: readonly ReadRow[],
  past: Cache,
  wanted: readonly number[] = [],
): Promise<BestTokensRun> {
  const columns = columnsOf(rows);
  const places = rows.flatMap(({ ids, read }, r) =>
    Array.from({ length: read }, (_, i) => r * columns + ids.length - read + i),
  );
  const asked = {
    [bestTokens.rows]: int64Tensor(places, [places.length]),
    [bestTokens.wanted]: int64Tensor(wanted, [wanted.length]),
  };
  const results = await session.run({ ...rowFeeds(rows), ...asked, ...past });
  const rowOf = (name: string, place: number): number[] => {
    const { data, dims } = results[name] as Tensor;
    const count = dims[1] as number;
    return Array.from(data.subarray(place * count, (place + 1) * count) as ArrayLike<number | bigint>, Number);
  };
  const at = (place: number): BestTokens => ({
    ids: rowOf(bestTokens.ids, place),
    probabilities: rowOf(bestTokens.logProbabilities, place).map(Math.exp),
    wanted: rowOf(bestTokens.wantedLogProbabilities, place).map(Math.exp),
  });
  let place = 0;
  const best = rows.map(({ read }) => Array.from({ length: read }, () => at(place++)));
  const added = addedCache(results, shape);
  return added ? { best, cache: added, holds: 'added' } : { best, cache: presentCache(results, shape), holds: 'all' };
}

const columnsOf = (rows: readonly RowInput[]): number => Math.max(...rows.map(({ ids }) => ids.length));

function rowFeeds(rows: readonly RowInput[]) {
  const columns = columnsOf(rows);
  const total = Math.max(...rows.map(({ ids, seen }) => seen.length + columns - ids.length));
  const tensor = (width: number, valueAt: (row: RowInput, i: number) => number): Tensor =>
    int64Tensor(
      rows.flatMap((row) => Array.from({ length: width }, (_, i) => valueAt(row, i))),
      [rows.length, width],
    );
  return {
    input_ids: tensor(columns, ({ ids }, i) => ids[i] ?? 0),
    attention_mask: tensor(total, ({ seen }, i) => seen[i] ?? 0),
    position_ids: tensor(columns, ({ firstPosition }, i) => firstPosition + i),
  };
}

function logitsAt({ data, dims }: Tensor, row: number, position: number): Float32Array {
  const [, sequence = 0, vocabulary = 0] = dims;
  const start = (row * sequence + position) * vocabulary;
  return (data as Float32Array).subarray(start, start + vocabulary);
}
