import type { InertialState } from '../frames/inertial-state.ts';
import { earthMuKm3PerS2 } from '../units.ts';
import { cross, dot, length, scale, subtract, type Vec3 } from '../vectors/vector.ts';
import { assertEllipse } from './keplerian.ts';

/** Size, shape and phase of an osculating orbit, counted from a direction in its plane; regular for circular orbits. */
export interface InPlaneElements {
  readonly semiMajorAxisKm: number;
  /** Eccentricity times cosine and sine of the angle from the direction to perigee. */
  readonly eccentricityVector: readonly [number, number];
  /** Angle from the direction to perigee plus mean anomaly, rad, not wrapped. */
  readonly meanArgumentRad: number;
}

/**
 * In-plane elements of the orbit through a state.
 *
 * @param direction  unit vector in the orbital plane, from which angles are counted in the sense of motion
 * @throws AppError `domain.not_an_ellipse`
 * @source Broucke and Cefola 1972, Celest. Mech. 5:303: equinoctial elements, with the axes of the plane left free
 */
export function inPlaneElementsFrom(state: InertialState, direction: Vec3): InPlaneElements {
  const { positionGcrfKm: position, velocityGcrfKmPerS: velocity } = state;
  const momentum = cross(position, velocity);
  const ahead = scale(cross(momentum, direction), 1 / length(momentum));
  const radiusKm = length(position);
  const semiMajorAxisKm = 1 / (2 / radiusKm - dot(velocity, velocity) / earthMuKm3PerS2);
  const toPerigee = subtract(scale(cross(velocity, momentum), 1 / earthMuKm3PerS2), scale(position, 1 / radiusKm));
  const ex = dot(toPerigee, direction);
  const ey = dot(toPerigee, ahead);
  assertEllipse(semiMajorAxisKm, Math.hypot(ex, ey));

  const axisRatio = Math.sqrt(1 - ex * ex - ey * ey);
  const beta = 1 / (1 + axisRatio);
  const x = dot(position, direction) / (semiMajorAxisKm * axisRatio);
  const y = dot(position, ahead) / (semiMajorAxisKm * axisRatio);
  const eccentricArgumentRad = Math.atan2(
    ey + (1 - ey * ey * beta) * y - ex * ey * beta * x,
    ex + (1 - ex * ex * beta) * x - ex * ey * beta * y,
  );
  return {
    semiMajorAxisKm,
    eccentricityVector: [ex, ey],
    meanArgumentRad: eccentricArgumentRad - ex * Math.sin(eccentricArgumentRad) + ey * Math.cos(eccentricArgumentRad),
  };
}
