import { type CacheShape, pastNames, presentNames } from '../graph/decoder-convention.ts';
import { addedNames } from '../graph/surgery/added-cache.ts';
import type { Tensor } from './session.ts';

/** Keys and values of every layer for some tokens: `past_key_values.*` of a decoder, `[B, G, tokens, D]` each. */
export type Cache = Readonly<Record<string, Tensor>>;

/** The cache that a prefix matrix `[P, 2 * L * G * D]` stands for, batch 1. */
export function prefixCache(
  values: Float32Array,
  prefixTokens: number,
  { layers, keyValueHeads: G, headSize: D }: CacheShape,
): Cache {
  const columns = 2 * layers * G * D;
  const cache: Record<string, Tensor> = {};
  for (let layer = 0; layer < layers; layer += 1) {
    pastNames(layer).forEach((name, kv) => {
      const data = new Float32Array(G * prefixTokens * D);
      for (let head = 0; head < G; head += 1) {
        for (let token = 0; token < prefixTokens; token += 1) {
          const from = token * columns + ((2 * layer + kv) * G + head) * D;
          data.set(values.subarray(from, from + D), (head * prefixTokens + token) * D);
        }
      }
      cache[name] = { data, dims: [1, G, prefixTokens, D] };
    });
  }
  return cache;
}

/** The prefix matrix that a cache of batch 1 stands for: the inverse of {@link prefixCache}. */
export function cacheToPrefix(cache: Cache, { layers, keyValueHeads: G, headSize: D }: CacheShape): Float32Array {
  const columns = 2 * layers * G * D;
  const tokens = cacheWidth(cache);
  const values = new Float32Array(tokens * columns);
  for (let layer = 0; layer < layers; layer += 1) {
    pastNames(layer).forEach((name, kv) => {
      const data = cache[name]?.data as Float32Array;
      for (let head = 0; head < G; head += 1) {
        for (let token = 0; token < tokens; token += 1) {
          const from = (head * tokens + token) * D;
          values.set(data.subarray(from, from + D), token * columns + ((2 * layer + kv) * G + head) * D);
        }
      }
    });
  }
  return values;
}

/** A cache without tokens. */
export function emptyCache({ layers, keyValueHeads, headSize }: CacheShape): Cache {
  return prefixCache(new Float32Array(0), 0, { layers, keyValueHeads, headSize });
}

/** A run's `present.*` outputs as the next run's `past_key_values.*`. */
export const presentCache = (results: Readonly<Record<string, Tensor>>, shape: CacheShape): Cache =>
  cacheNamed(presentNames, results, shape);

/** What a run added to its cache, for a decoder {@link withAddedCache}; undefined for any other. */
export const addedCache = (results: Readonly<Record<string, Tensor>>, shape: CacheShape): Cache | undefined =>
  results[addedNames(0)[0]] === undefined ? undefined : cacheNamed(addedNames, results, shape);

function cacheNamed(
  names: typeof presentNames,
  results: Readonly<Record<string, Tensor>>,
  { layers }: CacheShape,
): Cache {
  const all = Array.from({ length: layers }, (_, layer) => layer);
  return Object.fromEntries(
    all.flatMap((layer) =>
      pastNames(layer).map((past, kv): [string, Tensor] => [past, results[names(layer)[kv] as string] as Tensor]),
    ),
  );
}

/** A cache of batch 1 repeated for every row of a batch. */
export function repeatCache(cache: Cache, rows: number): Cache {
  return Object.fromEntries(
    Object.entries(cache).map(([name, { data, dims }]) => {
      const repeated = new Float32Array(rows * data.length);
      for (let row = 0; row < rows; row += 1) repeated.set(data as Float32Array, row * data.length);
      return [name, { data: repeated, dims: [rows, ...dims.slice(1)] }];
    }),
  );
}

/** Tokens that each row of a cache has room for, seen or not. */
export function cacheWidth(cache: Cache): number {
  return cache[pastNames(0)[0]]?.dims[2] ?? 0;
}

/** A row of a batch's cache, and which of its columns count: those with 1. A longer row lies in several caches, one after another. */
export interface CacheRow {
  readonly cache: Cache;
  readonly row: number;
  readonly seen: readonly number[];
}

/** Tokens of a row that count. */
export const seenTokens = (pieces: readonly CacheRow[]): number =>
  pieces.reduce((sum, { seen }) => sum + seen.filter(Boolean).length, 0);

/** Rows of any caches of one decoder as one batch, without the columns they do not see, padded with zeros on the right. */
export function gatherCache(rows: readonly (readonly CacheRow[])[]): Cache {
  const cut = rows.map((pieces) => pieces.map((piece) => ({ ...piece, spans: spansOf(piece.seen) })));
  const width = Math.max(...rows.map(seenTokens));
  return Object.fromEntries(
    Object.entries(rows[0]?.[0]?.cache ?? {}).map(
      ([
        name,
        {
          dims: [, G = 0, , D = 0],
        },
      ]) => {
        const values = new Float32Array(rows.length * G * width * D);
        for (const [i, pieces] of cut.entries()) {
          for (let head = 0; head < G; head += 1) {
            let to = (i * G + head) * width * D;
            for (const { cache, row, spans } of pieces) {
              const { data, dims } = cache[name] as Tensor;
              const from = (row * G + head) * (dims[2] as number);
              for (const { start, end } of spans) {
                values.set((data as Float32Array).subarray((from + start) * D, (from + end) * D), to);
                to += (end - start) * D;
              }
            }
          }
        }
        return [name, { data: values, dims: [rows.length, G, width, D] }];
      },
    ),
  );
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Runs of ones. */
function spansOf(mask: readonly number[]): readonly Span[] {
  const spans: Span[] = [];
  for (let start = mask.indexOf(1); start !== -1; ) {
    const zero = mask.indexOf(0, start);
    const end = zero === -1 ? mask.length : zero;
    spans.push({ start, end });
    start = mask.indexOf(1, end);
  }
  return spans;
}
