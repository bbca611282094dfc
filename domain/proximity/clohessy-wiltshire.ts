import { AppError } from '#errors';
import type { Vec3 } from '../vectors/vector.ts';

/** Relative position and velocity in RTN of the own spacecraft, seen in the rotating frame. */
export interface CwState {
  readonly positionRtnKm: Vec3;
  readonly velocityRtnKmPerS: Vec3;
}

type Row6 = readonly [number, number, number, number, number, number];
/** Rows and columns ordered R, T, N, then their rates. */
export type Matrix6 = readonly [Row6, Row6, Row6, Row6, Row6, Row6];

/**
 * State transition matrix of relative motion about a circular orbit, after `durationS` of coasting (may be negative).
 *
 * Holds while range / orbit radius is below about 0.01 and the own orbit is near-circular.
 *
 * @param meanMotionRadPerS  of the own spacecraft
 * @returns maps [km, km, km, km/s, km/s, km/s] to the same
 * @source Clohessy and Wiltshire 1960, J. Aerospace Sci. 27:653; checked against Runge-Kutta integration of
 *         their equations in clohessy-wiltshire.test.ts
 */
export function transitionMatrix(meanMotionRadPerS: number, durationS: number): Matrix6 {
  const n = meanMotionRadPerS;
  const nt = n * durationS;
  const s = Math.sin(nt);
  const c = Math.cos(nt);
  return [
    [4 - 3 * c, 0, 0, s / n, (2 * (1 - c)) / n, 0],
    [6 * (s - nt), 1, 0, (-2 * (1 - c)) / n, (4 * s - 3 * nt) / n, 0],
    [0, 0, c, 0, 0, s / n],
    [3 * n * s, 0, 0, c, 2 * s, 0],
    [6 * n * (c - 1), 0, 0, -2 * s, 4 * c - 3, 0],
    [0, 0, -n * s, 0, 0, c],
  ];
}

/** The state after coasting without thrust. */
export function coast(state: CwState, meanMotionRadPerS: number, durationS: number): CwState {
  const m = transitionMatrix(meanMotionRadPerS, durationS);
  const [r, t, n] = state.positionRtnKm;
  const [vr, vt, vn] = state.velocityRtnKmPerS;
  const row = (a: Row6) => a[0] * r + a[1] * t + a[2] * n + a[3] * vr + a[4] * vt + a[5] * vn;
  return {
    positionRtnKm: [row(m[0]), row(m[1]), row(m[2])],
    velocityRtnKmPerS: [row(m[3]), row(m[4]), row(m[5])],
  };
}

/** Below this the two-impulse transfer has no finite solution; it is reached at whole and half revolutions. */
const singularDeterminant = 1e-9;

/**
 * Velocity with which coasting leads from one position to another in the given time.
 *
 * @returns km/s, RTN, just after the impulse
 * @throws AppError `domain.transfer_singular` when the time is zero or a multiple of half a revolution
 */
export function velocityToReach(fromRtnKm: Vec3, toRtnKm: Vec3, meanMotionRadPerS: number, durationS: number): Vec3 {
  const n = meanMotionRadPerS;
  const [row0, row1, row2] = transitionMatrix(n, durationS);
  const missR = toRtnKm[0] - row0[0] * fromRtnKm[0];
  const missT = toRtnKm[1] - row1[0] * fromRtnKm[0] - fromRtnKm[1];
  const missN = toRtnKm[2] - row2[2] * fromRtnKm[2];

  const inPlane = row0[3] * row1[4] - row0[4] * row1[3];
  const crossTrack = row2[5];
  if (Math.abs(inPlane) * n * n < singularDeterminant || Math.abs(crossTrack) * n < singularDeterminant) {
    throw new AppError(
      'domain.transfer_singular',
      `expected a transfer time that is not a multiple of half a revolution, got ${durationS} s at ${n} rad/s`,
    );
  }
  return [
    (row1[4] * missR - row0[4] * missT) / inPlane,
    (row0[3] * missT - row1[3] * missR) / inPlane,
    missN / crossTrack,
  ];
}
