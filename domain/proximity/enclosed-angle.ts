import type { RelativeState } from '../observations/track.ts';
import type { Vec3 } from '../vectors/vector.ts';
import { add, cross, dot, length, scale } from '../vectors/vector.ts';

/** A sweep within this of a revolution is a full turn: ten degrees for samples that miss the ends. */
const fullTurnToleranceRad = Math.PI / 18;

/** From this sweep on, the turn is full. */
export const fullTurnRad = 2 * Math.PI - fullTurnToleranceRad;

/** The word for an enclosed angle. */
export function describeTurn(angleRad: number): 'full turn' | 'part turn' {
  return angleRad >= fullTurnRad ? 'full turn' : 'part turn';
}

/**
 * Angle the line of sight sweeps around the own spacecraft, about the axis around which it sweeps most.
 *
 * Going back and forth does not add up: it is the width of the unwound angle, so noise cannot make a turn. Small
 * loops beside the spacecraft do not count as turns around it.
 *
 * @returns rad, at least 0; more than 2 pi after several revolutions
 */
export function enclosedAngle(positions: readonly Vec3[]): number {
  const sights = positions.filter((p) => length(p) > 0);
  const sweeps = sights.slice(1).map((sight, i) => rotationBetween(sights[i]!, sight));
  const pole = sweeps.reduce(add, [0, 0, 0]);
  if (length(pole) === 0) return 0;

  const axis = scale(pole, 1 / length(pole));
  let angle = 0;
  let least = 0;
  let most = 0;
  for (const sweep of sweeps) {
    angle += dot(sweep, axis);
    least = Math.min(least, angle);
    most = Math.max(most, angle);
  }
  return most - least;
}

/** Turns of the line of sight between two states that are followed in between; half a turn could be either way. */
const longStepRad = Math.PI / 4;

/** Points between two states along such a turn. */
const pointCount = 8;

/**
 * Positions close enough in direction to tell which way the line of sight turns.
 *
 * Where it turns far between two states, as across a gap, points of the cubic through both positions with both
 * velocities come between them.
 */
export function linesOfSight(states: readonly RelativeState[]): Vec3[] {
  return states.flatMap((state, i) => {
    const next = states[i + 1];
    const isLong = next && length(rotationBetween(state.positionRtnKm, next.positionRtnKm)) > longStepRad;
    if (!isLong) return [state.positionRtnKm];
    return Array.from({ length: pointCount }, (_, k) => pointBetween(state, next, k / pointCount));
  });
}

/** The cubic from one state to the next, at a share of the way in time. */
function pointBetween(from: RelativeState, to: RelativeState, share: number): Vec3 {
  const rest = 1 - share;
  const durationS = (to.epochUtcMs - from.epochUtcMs) / 1000;
  const ends = add(
    scale(from.positionRtnKm, (1 + 2 * share) * rest * rest),
    scale(to.positionRtnKm, (1 + 2 * rest) * share * share),
  );
  const slopes = add(scale(from.velocityRtnKmPerS, rest), scale(to.velocityRtnKmPerS, -share));
  return add(ends, scale(slopes, durationS * share * rest));
}

/** The least rotation from one direction to another: along its axis, as long as its angle in rad. */
function rotationBetween(from: Vec3, to: Vec3): Vec3 {
  const normal = cross(from, to);
  const sine = length(normal);
  return sine === 0 ? [0, 0, 0] : scale(normal, Math.atan2(sine, dot(from, to)) / sine);
}
