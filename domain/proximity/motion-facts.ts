import { AppError } from '#errors';
import type { MotionFacts } from '../intentions/evidence.ts';
import type { RelativeState } from '../observations/track.ts';
import { largest, least, median, slope } from '../vectors/statistics.ts';
import { dot, length } from '../vectors/vector.ts';
import { describeTurn, enclosedAngle } from './enclosed-angle.ts';
import { findVelocitySteps, type VelocityStep } from './maneuver-steps.ts';
import { contactFraction, describeRangeTrend } from './range-trend.ts';

/** Fewer states carry no trend: one step between two pairs is the least that can be told from noise. */
export const leastStateCount = 4;

/**
 * Below this share of the window's pace, a speed is slow.
 *
 * The pace is the speed that would cover the largest range in the time of the window. A collision arrives at about
 * its pace, for it closes the whole range in that time; a rendezvous has shed nearly all of it.
 */
const slowShareOfPace = 0.4;

/** Samples whose median speed stands for the speed at an instant; odd, so that one outlier does not matter. */
const speedSampleCount = 3;

/**
 * Relative-motion facts of a window of observations.
 *
 * Made for noisy, irregular and gappy samples: words rest on medians and on thresholds far from the noise.
 * Ranges are as observed. When the window ends at its closest, the closest speed is that at the end.
 *
 * @param states  of one target, in order of epoch
 * @throws AppError `domain.too_few_states` below {@link leastStateCount}
 */
export function describeMotion(states: readonly RelativeState[]): MotionFacts {
  if (states.length < leastStateCount) {
    throw new AppError(
      'domain.too_few_states',
      `Expected at least ${leastStateCount} relative states to tell a motion, got ${states.length}.`,
      { hint: 'Give a longer window, or a log with more observations of this target.' },
    );
  }
  const first = states[0]!;
  const last = states.at(-1)!;
  const rangesKm = states.map((state) => length(state.positionRtnKm));
  const speedsKmPerS = states.map((state) => length(state.velocityRtnKmPerS));
  const timesS = states.map((state) => (state.epochUtcMs - first.epochUtcMs) / 1000);
  const minRangeKm = least(rangesKm);
  const maxRangeKm = largest(rangesKm);
  const closest = rangesKm.indexOf(minRangeKm);
  const endsClosest = rangesKm.at(-1)! - minRangeKm <= contactFraction * maxRangeKm;

  const closestSpeedKmPerS = speedAround(speedsKmPerS, endsClosest ? states.length - 1 : closest);
  const paceKmPerS = maxRangeKm / timesS.at(-1)!;
  const slowKmPerS = slowShareOfPace * paceKmPerS;
  const enclosedAngleRad = enclosedAngle(states.map((state) => state.positionRtnKm));
  const turn = describeTurn(enclosedAngleRad);
  const steps = findVelocitySteps(states);
  // A target that ends at its closest was not turned away: its outward steps were brakes.
  const swerves = !endsClosest && steps.some((step) => turnsAway(step, states, closest));

  return {
    rangeTrend: describeRangeTrend(rangesKm, turn === 'full turn'),
    endSpeed: closestSpeedKmPerS < slowKmPerS ? 'slow' : 'fast',
    turn,
    course: swerves ? 'swerve' : 'no swerve',
    startRangeKm: rangesKm[0]!,
    endRangeKm: rangesKm.at(-1)!,
    minRangeKm,
    maxRangeKm,
    closestEpochUtcMs: states[closest]!.epochUtcMs,
    closestSpeedKmPerS,
    paceKmPerS,
    endRangeRateKmPerS: rangeRate(last),
    enclosedAngleRad,
    driftKmPerS: slope(
      timesS,
      states.map((state) => state.positionRtnKm[1]),
    ),
    stoppedS: timeBelow(slowKmPerS, speedsKmPerS, timesS),
    maneuvers: steps.map(({ epochUtcMs, deltaVRtnKmPerS }) => ({ epochUtcMs, deltaVRtnKmPerS })),
  };
}

/** Rate of change of range, km/s; negative while closing. */
function rangeRate({ positionRtnKm, velocityRtnKmPerS }: RelativeState): number {
  const range = length(positionRtnKm);
  return range === 0 ? 0 : dot(positionRtnKm, velocityRtnKmPerS) / range;
}

/** A step of a closing target, no later than its closest approach, that pushes it outward. */
function turnsAway(step: VelocityStep, states: readonly RelativeState[], closest: number): boolean {
  const before = states[step.before]!;
  // Noise may put the smallest observed range one sample to either side of the true one.
  const inTime = step.before <= closest + 1;
  return inTime && rangeRate(before) < 0 && dot(before.positionRtnKm, step.deltaVRtnKmPerS) > 0;
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
