import type { BootstrapInterval } from './bootstrap.ts';
import type { PairedComparison } from './mcnemar.ts';
import type { Share } from './wilson-interval.ts';

const to = (decimals: number) => (value: number) => Number(value.toFixed(decimals));

/** A share or an error from 0 to 1, four decimals. */
export const round4 = to(4);

/** Percentage points, seconds × 1000, tokens: two decimals. */
export const round2 = to(2);

/** Probabilities that crowd near 0 or 1: six significant digits. */
export const sixDigits = (value: number): number => Number(value.toPrecision(6));

/** A share with its interval widened to four decimals, so that rounding never makes it look surer; counts stay exact. */
export const roundShare = (share: Share): Share => ({
  ...share,
  accuracy: round4(share.accuracy),
  low: Math.floor(share.low * 1e4) / 1e4,
  high: Math.ceil(share.high * 1e4) / 1e4,
});

export const roundInterval = ({ estimate, low, high }: BootstrapInterval): BootstrapInterval => ({
  estimate: round4(estimate),
  low: round4(low),
  high: round4(high),
});

/** A difference of two accuracies and its 95 % interval, percentage points. */
export interface Points {
  readonly points: number;
  readonly low: number;
  readonly high: number;
}

/** The difference of a paired comparison in percentage points. */
export const pointsOf = ({ difference, low, high }: PairedComparison): Points => ({
  points: round2(100 * difference),
  low: round2(100 * low),
  high: round2(100 * high),
});

/** Mean of some values; 0 of none. */
export const meanOf = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
