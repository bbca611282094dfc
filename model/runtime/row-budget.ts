import type { CacheShape } from '../graph/decoder-convention.ts';

/** What rows that are answered together may take. */
export interface RowBudget {
  /** @default 16 */
  readonly rows?: number;
  /** Bytes of keys and values of all rows together. @default 512 MiB */
  readonly cacheBytes?: number;
}

const float32Bytes = 4;
const defaultCacheBytes = 512 * 2 ** 20;

/**
 * How many rows are answered together, at least one.
 *
 * @param positions  of the cache that the longest row may need
 */
export function placesFor(
  positions: number,
  { layers, keyValueHeads, headSize }: CacheShape,
  { rows = 16, cacheBytes = defaultCacheBytes }: RowBudget = {},
): number {
  const rowBytes = positions * 2 * layers * keyValueHeads * headSize * float32Bytes;
  return Math.max(1, Math.min(rows, Math.floor(cacheBytes / rowBytes)));
}
