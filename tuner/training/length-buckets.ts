import type { Random } from '#domain';

/**
 * Cuts rows into batches of similar length, so that little is padded, and puts the batches in random order.
 *
 * @param lengthOf  tokens of a row
 */
export function bucketByLength<T>(
  rows: readonly T[],
  batchSize: number,
  lengthOf: (row: T) => number,
  random: Random,
): T[][] {
  const sorted = random.shuffle(rows).sort((a, b) => lengthOf(a) - lengthOf(b));
  const batches = Array.from({ length: Math.ceil(sorted.length / batchSize) }, (_, i) =>
    sorted.slice(i * batchSize, (i + 1) * batchSize),
  );
  return random.shuffle(batches);
}
