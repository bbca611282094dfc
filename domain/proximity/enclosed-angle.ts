import type { Vec3 } from '../vectors/vector.ts';
import { add, cross, dot, length, scale } from '../vectors/vector.ts';

/** A sweep within this of a revolution is a full turn: ten degrees for samples that miss the ends. */
const fullTurnToleranceRad = Math.PI / 18;

/** The word for an enclosed angle. */
export function describeTurn(angleRad: number): 'full turn' | 'part turn' {
  return angleRad >= 2 * Math.PI - fullTurnToleranceRad ? 'full turn' : 'part turn';
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

/** The least rotation from one direction to another: along its axis, as long as its angle in rad. */
function rotationBetween(from: Vec3, to: Vec3): Vec3 {
  const normal = cross(from, to);
  const sine = length(normal);
  return sine === 0 ? [0, 0, 0] : scale(normal, Math.atan2(sine, dot(from, to)) / sine);
}
