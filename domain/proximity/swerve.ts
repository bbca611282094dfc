import { dot, length } from '../vectors/vector.ts';
import type { VelocityStep } from './maneuver-steps.ts';
import type { StepFitter } from './step-fit.ts';

/** Without the step the target would have come nearer than this share of its closest approach. */
const missShare = 0.7;

/** Points along the path not taken at which its range is looked at. */
const lookCount = 40;

/**
 * The step that turned a closing target away: outward, no later than the closest approach, and without it the target
 * would have come markedly nearer.
 *
 * @param closestS  time of the closest approach, allowing for the samples about it
 */
export function findSwerve(
  steps: readonly VelocityStep[],
  closestS: number,
  minRangeKm: number,
  fitter: StepFitter,
): VelocityStep | undefined {
  return steps.find((step) => {
    const { positionRtnKm, velocityRtnKmPerS } = step.before;
    const isClosing = dot(positionRtnKm, velocityRtnKmPerS) < 0;
    const isOutward = dot(positionRtnKm, step.deltaVRtnKmPerS) > 0;
    return isClosing && isOutward && step.fromS <= closestS && missWithout(step, fitter) < missShare * minRangeKm;
  });
}

/** Closest range of the path not taken, looked at for twice the time that closing at full speed would take, km. */
function missWithout({ before }: VelocityStep, fitter: StepFitter): number {
  const horizonS = (2 * length(before.positionRtnKm)) / length(before.velocityRtnKmPerS);
  let leastKm = Number.POSITIVE_INFINITY;
  for (let i = 1; i <= lookCount; i++) {
    leastKm = Math.min(leastKm, length(fitter.follow(before, (i / lookCount) * horizonS)));
  }
  return leastKm;
}
