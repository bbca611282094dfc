import type { MotionFacts } from '../intentions/evidence.ts';
import type { RelativeState } from '../observations/track.ts';
import { largest, least, median, slope } from '../vectors/statistics.ts';
import { dot, length } from '../vectors/vector.ts';
import { contactFraction } from './range-trend.ts';

/** Numbers of the motion as observed, without smoothing. */
export interface PathNumbers
  extends Pick<
    MotionFacts,
    | 'startRangeKm'
    | 'endRangeKm'
    | 'minRangeKm'
    | 'maxRangeKm'
    | 'closestEpochUtcMs'
    | 'closestSpeedKmPerS'
    | 'paceKmPerS'
    | 'endRangeRateKmPerS'
    | 'driftKmPerS'
    | 'stoppedS'
  > {
  readonly medianRangeKm: number;
  /** Below this a speed is slow, km/s. */
  readonly slowKmPerS: number;
  /** Index of the state at the least range. */
  readonly closest: number;
  /** Whether the window ends as near as the target came. */
  readonly endsClosest: boolean;
}

/**
 * Below this share of the window's pace, a speed is slow.
 *
 * The pace is the speed that would cover the largest range in the time of the window. A collision arrives at about
 * its pace, for it closes the whole range in that time; a rendezvous has shed nearly all of it.
 */
const slowShareOfPace = 0.4;

/** Samples whose median speed stands for the speed at an instant; odd, so that one outlier does not matter. */
const speedSampleCount = 3;

/** @param states  of one target, in order of epoch, at least two */
export function pathNumbers(states: readonly RelativeState[]): PathNumbers {
  const rangesKm = states.map((state) => length(state.positionRtnKm));
  const speedsKmPerS = states.map((state) => length(state.velocityRtnKmPerS));
  const timesS = states.map((state) => (state.epochUtcMs - states[0]!.epochUtcMs) / 1000);
  const minRangeKm = least(rangesKm);
  const maxRangeKm = largest(rangesKm);
  const closest = rangesKm.indexOf(minRangeKm);
  const endsClosest = rangesKm.at(-1)! - minRangeKm <= contactFraction * maxRangeKm;
  const paceKmPerS = maxRangeKm / timesS.at(-1)!;
  const slowKmPerS = slowShareOfPace * paceKmPerS;
  return {
    startRangeKm: rangesKm[0]!,
    endRangeKm: rangesKm.at(-1)!,
    minRangeKm,
    maxRangeKm,
    medianRangeKm: median(rangesKm),
    closest,
    closestEpochUtcMs: states[closest]!.epochUtcMs,
    endsClosest,
    closestSpeedKmPerS: speedAround(speedsKmPerS, endsClosest ? states.length - 1 : closest),
    paceKmPerS,
    slowKmPerS,
    endRangeRateKmPerS: rangeRate(states.at(-1)!),
    driftKmPerS: slope(
      timesS,
      states.map((state) => state.positionRtnKm[1]),
    ),
    stoppedS: timeBelow(slowKmPerS, speedsKmPerS, timesS),
  };
}

/** Rate of change of range, km/s; negative while closing. */
function rangeRate({ positionRtnKm, velocityRtnKmPerS }: RelativeState): number {
  const range = length(positionRtnKm);
  return range === 0 ? 0 : dot(positionRtnKm, velocityRtnKmPerS) / range;
}

function speedAround(speedsKmPerS: readonly number[], index: number): number {
  const start = Math.min(Math.max(0, index - (speedSampleCount >> 1)), speedsKmPerS.length - speedSampleCount);
  return median(speedsKmPerS.slice(start, start + speedSampleCount));
}

/** Total length of the intervals that begin and end below a speed, s. */
function timeBelow(limitKmPerS: number, speedsKmPerS: readonly number[], timesS: readonly number[]): number {
  let totalS = 0;
  for (let i = 1; i < speedsKmPerS.length; i++) {
    if (speedsKmPerS[i - 1]! < limitKmPerS && speedsKmPerS[i]! < limitKmPerS) totalS += timesS[i]! - timesS[i - 1]!;
  }
  return totalS;
}
