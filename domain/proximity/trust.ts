import type { Reliability } from '../intentions/evidence.ts';

/** What the states as a whole allow: how many there are, the largest gap, and the error of their source. */
export interface Coverage {
  readonly stateCount: number;
  /** Largest time without a state, as a share of the window. */
  readonly largestGapShare: number;
}

/** A margin of this many standard deviations, and more, is high; of the other, moderate. */
const highMargin = 5;
const moderateMargin = 2;

/** Fewer states than these are not many, and are few. */
const manyStates = 15;
const fewStates = 8;

/** A gap that takes this share of the window, or more, hides much, or the better part. */
const largeGapShare = 0.25;
const hugeGapShare = 0.5;

const order = ['high', 'moderate', 'low'] as const;

/**
 * How far a word can be relied on: the worst of its margin, the number of states, and the largest gap.
 *
 * @param marginSigmas  distance to where the word changes, in its standard deviations
 */
export function rate(marginSigmas: number, { stateCount, largestGapShare }: Coverage): Reliability {
  const grades = [
    { limit: [highMargin, moderateMargin], value: marginSigmas, reason: `${sigmas(marginSigmas)} from another word` },
    { limit: [manyStates, fewStates], value: stateCount, reason: `rests on ${stateCount} states` },
    {
      limit: [1 - largeGapShare, 1 - hugeGapShare],
      value: 1 - largestGapShare,
      reason: `nothing was seen for ${(100 * largestGapShare).toFixed(0)} % of the window`,
    },
  ].map(({ limit, value, reason }) => ({ rank: limit.filter((least) => value < least!).length, reason }));
  const worst = grades.reduce((a, b) => (b.rank > a.rank ? b : a));
  return { grade: order[worst.rank]!, reason: worst.reason };
}

/** A shape that the errors of its source would draw as well. */
export function notResolvable(sizeKm: number, sigmaKm: number): Reliability {
  return {
    grade: 'not resolvable',
    reason: `the shape measures ${Number(sizeKm.toPrecision(2))} km, the source errs by ${Number(sigmaKm.toPrecision(2))} km`,
  };
}

const sigmas = (value: number) =>
  value > 99 ? 'more than 99 standard deviations' : `${value.toFixed(1)} standard deviations`;
