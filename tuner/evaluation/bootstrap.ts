import { createRandom } from '#domain';

export interface BootstrapOptions {
  /** Seed of the resampling; the same seed gives the same interval. */
  readonly seed: number;
  /** Samples drawn with replacement. @default 2000 */
  readonly resamples?: number;
  /** Share of the resampled values that the interval holds, 0 … 1. @default 0.95 */
  readonly level?: number;
}

/** A statistic of the values as they are, and the interval between two quantiles of its resampled values. */
export interface BootstrapInterval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Percentile bootstrap interval of any statistic.
 *
 * To compare two models on the same records, pass the records as values and let the statistic subtract one score
 * from the other: each resample then keeps the answers to a record together.
 *
 * @throws RangeError when there are no values, an option is out of range, or the statistic of a resample is NaN
 * @source Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapter 13
 * @example bootstrapInterval(records, (sample) => accuracyOf(sample, 'a') - accuracyOf(sample, 'b'), { seed: 1 })
 */
export function bootstrapInterval<T>(
  values: readonly T[],
  statistic: (sample: readonly T[]) => number,
  { seed, resamples = 2000, level = 0.95 }: BootstrapOptions,
): BootstrapInterval {
  if (values.length === 0) throw new RangeError('expected at least one value to resample, got none');
  if (!Number.isInteger(resamples) || resamples < 1) throw new RangeError(`expected resamples ≥ 1, got ${resamples}`);
  if (!(level > 0 && level < 1)) throw new RangeError(`expected a level between 0 and 1, got ${level}`);

  const random = createRandom(seed);
  const draws = Array.from({ length: resamples }, () => statistic(values.map(() => random.pick(values))));
  if (draws.some(Number.isNaN)) throw new RangeError('expected a number from the statistic of every resample, got NaN');
  draws.sort((a, b) => a - b);
  return {
    estimate: statistic(values),
    low: quantileOfSorted(draws, (1 - level) / 2),
    high: quantileOfSorted(draws, (1 + level) / 2),
  };
}

/**
 * Quantile of rising values, linear between neighbors.
 *
 * @param sorted  at least one value, rising
 * @param fraction  0 gives the least value, 1 the greatest
 * @source Hyndman and Fan 1996, Am. Stat. 50:361, definition 7 (the default of numpy and R)
 */
export function quantileOfSorted(sorted: readonly number[], fraction: number): number {
  const position = fraction * (sorted.length - 1);
  const below = sorted[Math.floor(position)]!;
  const above = sorted[Math.ceil(position)]!;
  return below + (position - Math.floor(position)) * (above - below);
}
