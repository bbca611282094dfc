import type { Reading, Rejection } from '../observations/reading.ts';

/** All that a reader yielded, by kind, each in the order it came. */
export interface CollectedReadings<T> {
  readonly accepted: readonly T[];
  readonly rejected: readonly Rejection[];
  readonly warnings: readonly Rejection[];
}

/** Reads a stream of readings to its end; for tests of files that are known to be small. */
export async function collectReadings<T>(readings: AsyncIterable<Reading<T>>): Promise<CollectedReadings<T>> {
  const accepted: T[] = [];
  const rejected: Rejection[] = [];
  const warnings: Rejection[] = [];
  for await (const reading of readings) {
    if (reading.kind === 'accepted') accepted.push(reading.value);
    else if (reading.kind === 'rejected') rejected.push(reading.rejection);
    else warnings.push(reading.warning);
  }
  return { accepted, rejected, warnings };
}
