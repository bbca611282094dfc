import { AppError } from '#errors';
import {
  eccentricToMeanAnomaly,
  eccentricToTrueAnomaly,
  meanToEccentricAnomaly,
  trueToEccentricAnomaly,
} from '../orbits/anomalies.ts';
import { assertEllipse, meanMotionRadPerS } from '../orbits/keplerian.ts';
import { add, scale, subtract, type Vec3 } from '../vectors/vector.ts';
import type { CwState, Matrix6 } from './clohessy-wiltshire.ts';

/** The own orbit and the own place on it at the start; Keplerian elements are one. */
export interface OwnOrbit {
  readonly semiMajorAxisKm: number;
  /** In [0, 1). */
  readonly eccentricity: number;
  /** At the start of the coast; any value for a circular orbit. */
  readonly trueAnomalyRad: number;
}

/**
 * The relative state after coasting without thrust about an elliptic orbit (time may be negative).
 *
 * The model of Clohessy and Wiltshire for orbits of any eccentricity below 1, and equal to it on a circle. Like it, linear
 * in the relative state: it takes a straight along-track offset x for the curved orbit, which makes a drift of up to
 * 6 pi x²/a a revolution that is not there.
 *
 * @param state  RTN of the own spacecraft, rates seen in the rotating frame
 * @throws AppError `domain.not_an_ellipse`
 * @source Yamanaka and Ankersen 2002, J. Guidance 25(1):60, equations 80 to 84, turned from their axes (along-track,
 *         against the normal, down) to RTN; checked against integrated orbits in yamanaka-ankersen.test.ts
 */
export function coastElliptic(state: CwState, own: OwnOrbit, durationS: number): CwState {
  return coasting(own, durationS)(state);
}

/**
 * State transition matrix of {@link coastElliptic}.
 *
 * @returns maps [km, km, km, km/s, km/s, km/s] to the same
 * @throws AppError `domain.not_an_ellipse`
 */
export function ellipticTransitionMatrix(own: OwnOrbit, durationS: number): Matrix6 {
  const coast = coasting(own, durationS);
  const axes: readonly Vec3[] = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  const columns = [
    ...axes.map((axis) => coast({ positionRtnKm: axis, velocityRtnKmPerS: [0, 0, 0] })),
    ...axes.map((axis) => coast({ positionRtnKm: [0, 0, 0], velocityRtnKmPerS: axis })),
  ].map(({ positionRtnKm, velocityRtnKmPerS }) => [...positionRtnKm, ...velocityRtnKmPerS]);
  return columns.map((_, row) => columns.map((column) => column[row]!)) as unknown as Matrix6;
}

/** Below this the two-impulse transfer has no finite solution. */
const singularDeterminant = 1e-9;

/**
 * Velocity with which coasting about an elliptic orbit leads from one position to another in the given time.
 *
 * @returns km/s, RTN, just after the impulse
 * @throws AppError `domain.transfer_singular` when the time is zero, a whole revolution, or half a turn in true anomaly
 */
export function velocityToReachElliptic(fromRtnKm: Vec3, toRtnKm: Vec3, own: OwnOrbit, durationS: number): Vec3 {
  const [row0, row1, row2] = ellipticTransitionMatrix(own, durationS);
  const coast = coastElliptic({ positionRtnKm: fromRtnKm, velocityRtnKmPerS: [0, 0, 0] }, own, durationS);
  const [missR, missT, missN] = subtract(toRtnKm, coast.positionRtnKm);

  const n = meanMotionRadPerS(own.semiMajorAxisKm);
  const inPlane = row0[3] * row1[4] - row0[4] * row1[3];
  const crossTrack = row2[5];
  if (Math.abs(inPlane) * n * n < singularDeterminant || Math.abs(crossTrack) * n < singularDeterminant) {
    throw new AppError(
      'domain.transfer_singular',
      `expected a transfer time other than whole revolutions and half turns of true anomaly, got ${durationS} s at ${n} rad/s`,
    );
  }
  return [
    (row1[4] * missR - row0[4] * missT) / inPlane,
    (row0[3] * missT - row1[3] * missR) / inPlane,
    missN / crossTrack,
  ];
}

/** A relative state scaled as the equations want it: position, and its derivative by true anomaly. */
interface ScaledState {
  readonly position: Vec3;
  readonly derivative: Vec3;
}

/** Where on the own orbit, in the letters of the source: e, rho = 1 + e cos θ, s = rho sin θ, c = rho cos θ. */
interface Place {
  readonly e: number;
  readonly thetaRad: number;
  readonly rho: number;
  readonly s: number;
  readonly c: number;
  /** rho^2 times this is the rate of true anomaly, rad/s. */
  readonly rateRadPerS: number;
}

/** The coast over a time, ready to be applied to several states. */
function coasting(own: OwnOrbit, durationS: number): (state: CwState) => CwState {
  const { semiMajorAxisKm, eccentricity: e, trueAnomalyRad } = own;
  assertEllipse(semiMajorAxisKm, e);
  const n = meanMotionRadPerS(semiMajorAxisKm);
  const startMeanRad = eccentricToMeanAnomaly(trueToEccentricAnomaly(trueAnomalyRad, e), e);
  const endRad = eccentricToTrueAnomaly(meanToEccentricAnomaly(startMeanRad + n * durationS, e), e);
  const rateRadPerS = n / (1 - e * e) ** 1.5;
  const start = placeAt(e, trueAnomalyRad, rateRadPerS);
  const end = placeAt(e, endRad, rateRadPerS);
  return (state) => toPhysical(coastScaled(toScaled(state, start), start, end, durationS), end);
}

function placeAt(e: number, thetaRad: number, rateRadPerS: number): Place {
  const rho = 1 + e * Math.cos(thetaRad);
  return { e, thetaRad, rho, s: rho * Math.sin(thetaRad), c: rho * Math.cos(thetaRad), rateRadPerS };
}

function toScaled(
  { positionRtnKm, velocityRtnKmPerS }: CwState,
  { e, thetaRad, rho, rateRadPerS }: Place,
): ScaledState {
  const own = scale(positionRtnKm, -e * Math.sin(thetaRad));
  return {
    position: scale(positionRtnKm, rho),
    derivative: add(scale(velocityRtnKmPerS, 1 / (rateRadPerS * rho)), own),
  };
}

function toPhysical({ position, derivative }: ScaledState, { e, thetaRad, rho, rateRadPerS }: Place): CwState {
  const own = scale(position, e * Math.sin(thetaRad));
  return {
    positionRtnKm: scale(position, 1 / rho),
    velocityRtnKmPerS: scale(add(scale(derivative, rho), own), rateRadPerS),
  };
}

/** Finds the constants of the motion at the start (equation 82) and the motion they make at the end (equation 83). */
function coastScaled(state: ScaledState, start: Place, end: Place, durationS: number): ScaledState {
  const e = start.e;
  const [r, t, n] = state.position;
  const [dr, dt, dn] = state.derivative;
  const { rho, s, c } = start;
  const share = 1 / (1 - e * e);
  const along = t + share * (-3 * e * (s / rho) * (1 + 1 / rho) * r - e * s * (1 + 1 / rho) * dt + (e * c - 2) * dr);
  const sine = share * (-3 * (s / rho) * (1 + (e * e) / rho) * r - s * (1 + 1 / rho) * dt + (c - 2 * e) * dr);
  const cosine = share * (-3 * (c / rho + e) * r - (c * (1 + 1 / rho) + e) * dt - s * dr);
  const drift = share * ((3 * rho + e * e - 1) * r + rho * rho * dt + e * s * dr);

  // Names of the source for the end of the coast; J grows with time, the sines and cosines stay bounded.
  const { rho: p, s: S, c: C, thetaRad } = end;
  const J = end.rateRadPerS * durationS;
  const dS = Math.cos(thetaRad) + e * Math.cos(2 * thetaRad);
  const dC = -(Math.sin(thetaRad) + e * Math.sin(2 * thetaRad));
  const turnRad = thetaRad - start.thetaRad;
  const [cosTurn, sinTurn] = [Math.cos(turnRad), Math.sin(turnRad)];
  return {
    position: [
      S * sine + C * cosine + (2 - 3 * e * S * J) * drift,
      along + (1 + 1 / p) * (C * sine - S * cosine) - 3 * p * p * J * drift,
      cosTurn * n + sinTurn * dn,
    ],
    derivative: [
      dS * sine + dC * cosine - 3 * e * (dS * J + S / (p * p)) * drift,
      -2 * S * sine - (2 * C - e) * cosine - 3 * (1 - 2 * e * S * J) * drift,
      cosTurn * dn - sinTurn * n,
    ],
  };
}
