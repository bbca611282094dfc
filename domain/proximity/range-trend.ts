import type { MotionFacts } from '../intentions/evidence.ts';
import { largest, least } from '../vectors/statistics.ts';

/**
 * A change of range by this factor counts as a swing.
 *
 * Station keeping stays within a few hundredths and 6 % sensor noise within a quarter, both well below;
 * a pass worth the name changes its range by more than two.
 */
const usualSwingFactor = 1.5;

/**
 * Largest ratio of ranges that still counts as steady while the line of sight turns fully.
 *
 * The natural 2:1 ellipse has a ratio of 2; the rest is room for noise and an off-center ellipse.
 */
const largestRoundRatio = 2.6;

/** Ranges below this share of the largest are contact: swings inside it say nothing, noise rules there. */
export const contactFraction = 0.03;

/** Steps, in the logarithm of the swing factor, in which it is looked how far the word holds; and how far that goes. */
const marginStep = 0.02;
const mostMarginSteps = 35;

/** The word for how the range went, and what it hangs on. */
export interface RangeTrend {
  readonly word: MotionFacts['rangeTrend'];
  readonly swingCount: number;
  /** Least change of the logarithm of the range that would lead to another word. */
  readonly margin: number;
  /** Ranges below this were taken as this, km. */
  readonly floorKm: number;
}

/** What tells swings of the range from everything else. */
export interface SwingLimits {
  /** Ranges below this are all the same: their source does not tell them apart. @default 0 */
  readonly floorKm?: number;
  /** A change of range by this factor is a swing. @default 1.5 */
  readonly swingFactor?: number;
}

/**
 * Reads how the range went.
 *
 * Counts swings of the logarithm of the range: none is steady, one is falling or growing, down and up is a pass,
 * anything else wanders.
 *
 * @param rangesKm  in order of time, at least one
 * @param turnsFully  whether the line of sight sweeps a full revolution
 */
export function readRangeTrend(rangesKm: readonly number[], turnsFully: boolean, limits: SwingLimits = {}): RangeTrend {
  const smooth = medianOfThree(rangesKm);
  const farthestKm = largest(smooth);
  const factor = limits.swingFactor ?? usualSwingFactor;
  const floorKm = Math.max(contactFraction * farthestKm, limits.floorKm ?? 0);
  const logRanges = smooth.map((range) => Math.log(Math.max(range, floorKm)));
  const swings = findSwings(logRanges, factor);
  const ratio = farthestKm / least(smooth);
  if (turnsFully && ratio <= largestRoundRatio) {
    return { word: 'steady', swingCount: swings.length, margin: Math.log(largestRoundRatio / ratio), floorKm };
  }

  const word = wordOf(swings);
  const holdsAt = (margin: number) => wordOf(findSwings(logRanges, factor * Math.exp(margin))) === word;
  let steps = 1;
  while (steps < mostMarginSteps && holdsAt(steps * marginStep) && holdsAt(-steps * marginStep)) steps++;
  return { word, swingCount: swings.length, margin: steps * marginStep, floorKm };
}

function wordOf(swings: readonly ('down' | 'up')[]): RangeTrend['word'] {
  if (swings.length === 0) return 'steady';
  if (swings.length === 1) return swings[0] === 'down' ? 'falling' : 'growing';
  return swings.length === 2 && swings[0] === 'down' ? 'falling then growing' : 'wandering';
}

/** Each value replaced by the median of itself and its neighbors; takes out single outliers. */
export function medianOfThree(values: readonly number[]): number[] {
  return values.map((value, i) => {
    const before = values[i - 1] ?? value;
    const after = values[i + 1] ?? value;
    return Math.max(Math.min(before, value), Math.min(Math.max(before, value), after));
  });
}

/** Directions of the successive swings; a new one begins when the value has come back by a full swing. */
function findSwings(logRanges: readonly number[], factor: number): ('down' | 'up')[] {
  const swing = Math.log(factor);
  const swings: ('down' | 'up')[] = [];
  let low = logRanges[0]!;
  let high = low;
  for (const value of logRanges) {
    const direction = swings.at(-1);
    low = Math.min(low, value);
    high = Math.max(high, value);
    if (direction !== 'up' && value - low >= swing) {
      swings.push('up');
      high = value;
    } else if (direction !== 'down' && high - value >= swing) {
      swings.push('down');
      low = value;
    }
  }
  return swings;
}
