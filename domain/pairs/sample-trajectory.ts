import type { InertialState } from '../frames/inertial-state.ts';
import type { Trajectory } from '../propagation/trajectory.ts';
import { spansWithin } from '../time/common-spans.ts';
import type { TimeWindow } from '../time/time-window.ts';
import { subtract } from '../vectors/vector.ts';

/** An epoch this far before the end of a span surely belongs to it and not to the next, ms. */
const insideMs = 0.01;

/**
 * States of a trajectory at even steps, span by span, the ends of each among them; nothing is joined across a border.
 *
 * @param within  UTC window; the time its source speaks of when left out
 * @param relativeTo  another trajectory to count the states from, as differences along the axes of the GCRF
 */
export function sampleTrajectory(
  trajectory: Trajectory,
  stepS: number,
  within: TimeWindow = trajectory.coverage,
  relativeTo?: Trajectory,
): InertialState[][] {
  const stateAt = (epochUtcMs: number) => differenceAt(trajectory, relativeTo, epochUtcMs);
  return spansWithin(trajectory.spans, within)
    .map((span) => epochsOf(span, stepS).flatMap((epochUtcMs) => stateAt(epochUtcMs) ?? []))
    .filter((states) => states.length > 0);
}

function epochsOf({ startUtcMs, endUtcMs }: TimeWindow, stepS: number): number[] {
  const lastUtcMs = Math.max(startUtcMs, endUtcMs - insideMs);
  const steps = Math.floor((lastUtcMs - startUtcMs) / (stepS * 1000));
  const even = Array.from({ length: steps + 1 }, (_, i) => startUtcMs + i * stepS * 1000);
  return even.at(-1)! < lastUtcMs ? [...even, lastUtcMs] : even;
}

function differenceAt(one: Trajectory, other: Trajectory | undefined, epochUtcMs: number): InertialState | undefined {
  const state = one.stateAt(epochUtcMs);
  if (state === undefined || other === undefined) return state;
  const origin = other.stateAt(epochUtcMs);
  return (
    origin && {
      epochUtcMs,
      positionGcrfKm: subtract(state.positionGcrfKm, origin.positionGcrfKm),
      velocityGcrfKmPerS: subtract(state.velocityGcrfKmPerS, origin.velocityGcrfKmPerS),
    }
  );
}
