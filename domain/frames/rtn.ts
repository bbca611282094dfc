import { AppError } from '#errors';
import { apply, type Matrix3, transpose } from '../vectors/matrix3.ts';
import { add, cross, dot, length, scale, subtract, type Vec3 } from '../vectors/vector.ts';
import type { InertialState } from './inertial-state.ts';

/**
 * Position and velocity relative to the own spacecraft: R away from the Earth, N along the orbital angular momentum,
 * T completes. The velocity is the rate seen in these turning axes.
 */
export interface RtnState {
  readonly positionRtnKm: Vec3;
  readonly velocityRtnKmPerS: Vec3;
}

/**
 * The unit vectors R, T, N of a state, by rows: the rotation from the GCRF to RTN.
 *
 * @throws AppError `domain.no_orbit_plane` when position and velocity are parallel, or either is zero
 */
export function rtnAxes(own: InertialState): Matrix3 {
  const position = own.positionGcrfKm;
  const momentum = cross(position, own.velocityGcrfKmPerS);
  const momentumLength = length(momentum);
  if (!(momentumLength > 0)) {
    throw new AppError(
      'domain.no_orbit_plane',
      `expected position and velocity not parallel, got [${position}] km and [${own.velocityGcrfKmPerS}] km/s`,
    );
  }
  const radial = scale(position, 1 / length(position));
  const normal = scale(momentum, 1 / momentumLength);
  return [radial, cross(normal, radial), normal];
}

/**
 * Where the target is and how it moves, seen from the own spacecraft.
 *
 * @param own  state that the axes are taken from
 * @param target  state at the same epoch
 * @throws AppError `domain.epoch_mismatch`; `domain.no_orbit_plane` as {@link rtnAxes}
 * @source Alfriend et al. 2010, Spacecraft Formation Flying, section 4.1: the axes turn at h/r² about N
 */
export function relativeStateRtn(own: InertialState, target: InertialState): RtnState {
  if (own.epochUtcMs !== target.epochUtcMs) {
    throw new AppError(
      'domain.epoch_mismatch',
      `expected both states at one epoch, got ${own.epochUtcMs} and ${target.epochUtcMs} ms UTC`,
    );
  }
  const axes = rtnAxes(own);
  const positionRtnKm = apply(axes, subtract(target.positionGcrfKm, own.positionGcrfKm));
  const inertialRate = apply(axes, subtract(target.velocityGcrfKmPerS, own.velocityGcrfKmPerS));
  return { positionRtnKm, velocityRtnKmPerS: subtract(inertialRate, cross(spinRtnRadPerS(own), positionRtnKm)) };
}

/** State of a target from where it is relative to the own spacecraft: the inverse of {@link relativeStateRtn}. */
export function absoluteFromRtn(own: InertialState, { positionRtnKm, velocityRtnKmPerS }: RtnState): InertialState {
  const toGcrf = transpose(rtnAxes(own));
  const inertialRate = add(velocityRtnKmPerS, cross(spinRtnRadPerS(own), positionRtnKm));
  return {
    epochUtcMs: own.epochUtcMs,
    positionGcrfKm: add(own.positionGcrfKm, apply(toGcrf, positionRtnKm)),
    velocityGcrfKmPerS: add(own.velocityGcrfKmPerS, apply(toGcrf, inertialRate)),
  };
}

/** How the axes turn: the true anomaly of the own orbit grows by h/r² per second. */
function spinRtnRadPerS({ positionGcrfKm, velocityGcrfKmPerS }: InertialState): Vec3 {
  const momentum = length(cross(positionGcrfKm, velocityGcrfKmPerS));
  return [0, 0, momentum / dot(positionGcrfKm, positionGcrfKm)];
}
