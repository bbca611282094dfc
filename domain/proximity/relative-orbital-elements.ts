import type { InertialState } from '../frames/inertial-state.ts';
import { inPlaneElementsFrom } from '../orbits/in-plane-elements.ts';
import { keplerianFrom, meanMotionRadPerS } from '../orbits/keplerian.ts';
import { add, cross, dot, length, scale, type Vec3 } from '../vectors/vector.ts';
import type { CwState } from './clohessy-wiltshire.ts';

/**
 * Quasi-nonsingular relative orbital elements of a target: how its orbit differs from the own one.
 *
 * Constant on coasting orbits but for the mean longitude. Dimensionless; times the own semi-major axis they are lengths
 * of the relative motion, see {@link relativeGeometry}. Vectors have their x axis at the own ascending node, their
 * y axis a quarter of a revolution ahead of it.
 *
 * @source D'Amico 2010, Autonomous Formation Flying in Low Earth Orbit (thesis, TU Delft), chapter 2
 */
export interface RelativeOrbitalElements {
  readonly kind: 'relative orbital elements';
  readonly ownSemiMajorAxisKm: number;
  /** δa: difference of semi-major axes over the own one. */
  readonly semiMajorAxis: number;
  /** δλ: how far the target is ahead, as an angle of mean longitude, in (-pi, pi]. */
  readonly meanLongitudeRad: number;
  /** δe: difference of the eccentricity vectors. */
  readonly eccentricity: readonly [number, number];
  /** δi: along the node at which the target rises through the own plane, as long as the sine of the angle between both. */
  readonly inclination: readonly [number, number];
}

/**
 * Relative orbital elements from two states of one epoch.
 *
 * Osculating: the short periods of J2 are in them, all but equal for neighbors. Angles and vectors of the target are
 * taken in its plane, counted from the own node carried there by the shortest turn. To first order that is D'Amico's
 * difference of Keplerian elements where his holds, for a near-circular own orbit; unlike it, it stays right over the
 * equator, where nodes jump, as in geostationary orbit.
 *
 * @throws AppError `domain.not_an_ellipse`
 * @source inclination vector by its sine: D'Amico and Montenbruck 2006, J. Guidance 29(3):554; checked against
 *         differences of elements in relative-orbital-elements.test.ts
 */
export function relativeElementsOfStates(own: InertialState, target: InertialState): RelativeOrbitalElements {
  const ownNormal = orbitNormal(own);
  const targetNormal = orbitNormal(target);
  const { raanRad } = keplerianFrom(own);
  const node: Vec3 = [Math.cos(raanRad), Math.sin(raanRad), 0];
  const tilt = cross(ownNormal, targetNormal);

  const ownInPlane = inPlaneElementsFrom(own, node);
  const targetInPlane = inPlaneElementsFrom(target, carry(node, tilt, dot(ownNormal, targetNormal)));
  const [ownX, ownY] = ownInPlane.eccentricityVector;
  const [targetX, targetY] = targetInPlane.eccentricityVector;
  const a = ownInPlane.semiMajorAxisKm;
  return {
    kind: 'relative orbital elements',
    ownSemiMajorAxisKm: a,
    semiMajorAxis: (targetInPlane.semiMajorAxisKm - a) / a,
    meanLongitudeRad: wrapSigned(targetInPlane.meanArgumentRad - ownInPlane.meanArgumentRad),
    eccentricity: [targetX - ownX, targetY - ownY],
    inclination: [dot(tilt, node), dot(tilt, cross(ownNormal, node))],
  };
}

/**
 * Relative orbital elements from one relative state, for a circular own orbit.
 *
 * The linear map of D'Amico: it holds while range and own eccentricity times radius are small against the radius.
 *
 * @param state  RTN of the own spacecraft, rates seen in the rotating frame
 * @param ownArgOfLatitudeRad  own angle from the ascending node; with 0 vectors are counted from where the own
 *                             spacecraft is now, and magnitudes and the phase between the vectors stay right
 * @source D'Amico 2010, chapter 2: Clohessy-Wiltshire motion written with the elements, solved for them
 */
export function relativeElementsOfRtn(
  { positionRtnKm, velocityRtnKmPerS }: CwState,
  ownSemiMajorAxisKm: number,
  ownArgOfLatitudeRad: number,
): RelativeOrbitalElements {
  const [r, t, n] = scale(positionRtnKm, 1 / ownSemiMajorAxisKm);
  const [dr, dt, dn] = scale(velocityRtnKmPerS, 1 / (ownSemiMajorAxisKm * meanMotionRadPerS(ownSemiMajorAxisKm)));
  const [c, s] = [Math.cos(ownArgOfLatitudeRad), Math.sin(ownArgOfLatitudeRad)];
  const below = 3 * r + 2 * dt;
  return {
    kind: 'relative orbital elements',
    ownSemiMajorAxisKm,
    semiMajorAxis: 4 * r + 2 * dt,
    meanLongitudeRad: t - 2 * dr,
    eccentricity: [below * c + dr * s, below * s - dr * c],
    inclination: [n * s + dn * c, dn * s - n * c],
  };
}

/** What relative orbital elements say of the motion about a near-circular own orbit, in lengths and phases. */
export interface RelativeGeometry {
  /** a δa: mean height above the own orbit, km. */
  readonly heightKm: number;
  /** a δλ: mean distance ahead, km. */
  readonly aheadKm: number;
  /** -3 pi a δa: how far the target moves ahead in one revolution, km; negative when it falls behind. */
  readonly driftKmPerRevolution: number;
  /** a |δe|: half the radial extent of the in-plane ellipse, km. */
  readonly radialAmplitudeKm: number;
  /** 2 a |δe|: half the along-track extent of the in-plane ellipse, km. */
  readonly alongTrackAmplitudeKm: number;
  /** a |δi|: half the extent across the own plane, km. */
  readonly crossTrackAmplitudeKm: number;
  /** Phase of δe: own argument of latitude where the target is lowest, rad in (-pi, pi]. */
  readonly perigeePhaseRad: number;
  /** Phase of δi: own argument of latitude where the target rises through the own plane, rad in (-pi, pi]. */
  readonly nodePhaseRad: number;
  /**
   * Angle between the lines of both vectors, rad in [0, pi/2]. At 0 the target crosses the own plane when highest and
   * lowest, and never meets the own path; at pi/2 it crosses both at once.
   */
  readonly vectorAngleRad: number;
}

/** Lengths and phases of relative orbital elements. @source D'Amico 2010, chapter 2; D'Amico and Montenbruck 2006 */
export function relativeGeometry(elements: RelativeOrbitalElements): RelativeGeometry {
  const { ownSemiMajorAxisKm: a, semiMajorAxis, meanLongitudeRad, eccentricity, inclination } = elements;
  const [ex, ey] = eccentricity;
  const [ix, iy] = inclination;
  return {
    heightKm: a * semiMajorAxis,
    aheadKm: a * meanLongitudeRad,
    driftKmPerRevolution: -3 * Math.PI * a * semiMajorAxis,
    radialAmplitudeKm: a * Math.hypot(ex, ey),
    alongTrackAmplitudeKm: 2 * a * Math.hypot(ex, ey),
    crossTrackAmplitudeKm: a * Math.hypot(ix, iy),
    perigeePhaseRad: Math.atan2(ey, ex),
    nodePhaseRad: Math.atan2(iy, ix),
    vectorAngleRad: Math.atan2(Math.abs(ex * iy - ey * ix), Math.abs(ex * ix + ey * iy)),
  };
}

function orbitNormal({ positionGcrfKm, velocityGcrfKmPerS }: InertialState): Vec3 {
  const momentum = cross(positionGcrfKm, velocityGcrfKmPerS);
  return scale(momentum, 1 / length(momentum));
}

/** Turns a direction with the shortest rotation that has this sine vector and cosine. @source Rodrigues' formula */
function carry(direction: Vec3, sine: Vec3, cosine: number): Vec3 {
  // Exactly opposite planes have no shortest turn; any direction in the plane will do, and this one is.
  const share = cosine === -1 ? 0 : dot(sine, direction) / (1 + cosine);
  return add(add(scale(direction, cosine), cross(sine, direction)), scale(sine, share));
}

/** The same angle in (-pi, pi]. */
function wrapSigned(angleRad: number): number {
  return angleRad - 2 * Math.PI * Math.ceil((angleRad - Math.PI) / (2 * Math.PI));
}
