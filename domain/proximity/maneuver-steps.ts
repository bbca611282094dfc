import type { Maneuver } from '../intentions/evidence.ts';
import type { RelativeState } from '../observations/track.ts';
import { median, slope } from '../vectors/statistics.ts';
import type { Vec3 } from '../vectors/vector.ts';
import { length, scale, subtract } from '../vectors/vector.ts';

/** Samples on each side that tell how fast the velocity changes by itself; enough to bridge a gap of as many. */
const neighborCount = 8;

/**
 * A step must exceed the median unexplained change by this factor.
 * For Gaussian noise of three equal components that is 5.4 standard deviations, passed twice in a million.
 */
const noiseFactor = 3.5;

/**
 * A step must exceed this share of the typical speed.
 * Far above 2 % noise and small corrections; a course that is to miss by a useful margin bends by more.
 */
const leastSpeedShare = 0.35;

/** A velocity step between two samples that neither natural motion nor noise explains. */
export interface VelocityStep extends Maneuver {
  /** Index of the last sample before the step. */
  readonly before: number;
}

/**
 * Finds velocity steps: changes between two samples beyond the trend of the samples around them.
 *
 * Needs no orbit of the own spacecraft: natural accelerations show in the neighboring samples, impulses do not.
 */
export function findVelocitySteps(states: readonly RelativeState[]): VelocityStep[] {
  const changes = states.slice(1).map((after, i) => {
    const before = states[i]!;
    const earlier = states.slice(Math.max(0, i + 1 - neighborCount), i + 1);
    const later = states.slice(i + 1, i + 1 + neighborCount);
    const durationS = (after.epochUtcMs - before.epochUtcMs) / 1000;
    const naturalKmPerS = scale(commonAcceleration(earlier, later), durationS);
    const bend = subtract(commonAcceleration(later, []), commonAcceleration(earlier, []));
    return {
      unexplained: subtract(subtract(after.velocityRtnKmPerS, before.velocityRtnKmPerS), naturalKmPerS),
      /** How far the natural change is uncertain because the acceleration itself changes across the interval. */
      doubtKmPerS: length(bend) * durationS,
    };
  });

  const speed = median(states.map((state) => length(state.velocityRtnKmPerS)));
  const noise = median(changes.map(({ unexplained }) => length(unexplained)));
  const limit = Math.max(noiseFactor * noise, leastSpeedShare * speed);
  return changes.flatMap(({ unexplained, doubtKmPerS }, i) => {
    if (length(unexplained) <= Math.max(limit, doubtKmPerS)) return [];
    const epochUtcMs = (states[i]!.epochUtcMs + states[i + 1]!.epochUtcMs) / 2;
    return [{ before: i, epochUtcMs, deltaVRtnKmPerS: unexplained }];
  });
}

/** The acceleration that fits both sides best when a step between them is left free, km/s². */
function commonAcceleration(earlier: readonly RelativeState[], later: readonly RelativeState[]): Vec3 {
  const timesS = [earlier, later].flatMap((side) => centered(side.map((state) => state.epochUtcMs / 1000)));
  const component = (axis: 0 | 1 | 2) => {
    const velocities = [earlier, later].flatMap((side) => centered(side.map((state) => state.velocityRtnKmPerS[axis])));
    return slope(timesS, velocities);
  };
  return [component(0), component(1), component(2)];
}

/** The values less their mean. */
function centered(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}
