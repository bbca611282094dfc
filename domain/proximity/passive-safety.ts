import { eccentricToMeanAnomaly, trueToEccentricAnomaly } from '../orbits/anomalies.ts';
import { meanMotionRadPerS } from '../orbits/keplerian.ts';
import { dot, length, type Vec3 } from '../vectors/vector.ts';
import type { CwState } from './clohessy-wiltshire.ts';
import type { RelativeOrbitalElements } from './relative-orbital-elements.ts';
import { risingRoots } from './rising-root.ts';
import { coastElliptic, type OwnOrbit } from './yamanaka-ankersen.ts';

/** How near a target comes if nobody thrusts any more. */
export interface PassiveSafety {
  /**
   * Least distance from the line along the own track, km: in the plane of R and N. A target this far from it cannot
   * hit even when its place along the track, the least certain of all, is not known.
   */
  readonly leastAcrossTrackKm: number;
  readonly leastRangeKm: number;
  /** Time from now to the least range, s. */
  readonly leastRangeAfterS: number;
  /** Change of the along-track position in the first revolution, km; negative when the target falls behind. */
  readonly driftKmPerRevolution: number;
}

/** Steps of eccentric anomaly a revolution in which a coast is searched for minima: five degrees. */
const stepsPerRevolution = 72;

/** Times of least distance are found to this, s. */
const timeToleranceS = 1e-3;

/**
 * Distances of a target that coasts, over whole revolutions of the own orbit; of any eccentricity.
 *
 * For unperturbed motion and without the error of the state itself. Compare drag, J2 and the sigma of the state with
 * what is found before relying on it.
 *
 * @param state  now, in RTN of the own spacecraft, rates seen in the rotating frame
 * @param own  the own orbit, its true anomaly now
 * @param revolutions  at least 1
 * @throws AppError `domain.not_an_ellipse`
 */
export function passiveSafety(state: CwState, own: OwnOrbit, revolutions: number): PassiveSafety {
  const coast = (timeS: number) => coastElliptic(state, own, timeS);
  const timesS = searchTimes(own, revolutions);
  const periodS = (2 * Math.PI) / meanMotionRadPerS(own.semiMajorAxisKm);

  /** The least of a distance over the coast, from the parts of position and velocity that make it up. */
  const least = (part: (vector: Vec3) => Vec3) => {
    const closing = (timeS: number) => {
      const { positionRtnKm, velocityRtnKmPerS } = coast(timeS);
      return dot(part(positionRtnKm), part(velocityRtnKmPerS));
    };
    return [timesS[0]!, ...risingRoots(closing, timesS, timeToleranceS), timesS.at(-1)!]
      .map((timeS) => ({ timeS, distanceKm: length(part(coast(timeS).positionRtnKm)) }))
      .reduce((nearest, one) => (one.distanceKm < nearest.distanceKm ? one : nearest));
  };
  const nearest = least((vector) => vector);
  return {
    leastAcrossTrackKm: least(([r, , n]) => [r, 0, n]).distanceKm,
    leastRangeKm: nearest.distanceKm,
    leastRangeAfterS: nearest.timeS,
    driftKmPerRevolution: coast(periodS).positionRtnKm[1] - state.positionRtnKm[1],
  };
}

/** Times from now on that are evenly spaced in eccentric anomaly, so that perigee is not stepped over. */
function searchTimes({ semiMajorAxisKm, eccentricity, trueAnomalyRad }: OwnOrbit, revolutions: number): number[] {
  const startRad = trueToEccentricAnomaly(trueAnomalyRad, eccentricity);
  const meanAt = (step: number) =>
    eccentricToMeanAnomaly(startRad + (2 * Math.PI * step) / stepsPerRevolution, eccentricity);
  const n = meanMotionRadPerS(semiMajorAxisKm);
  return Array.from({ length: stepsPerRevolution * revolutions + 1 }, (_, step) => (meanAt(step) - meanAt(0)) / n);
}

/**
 * Separation by eccentricity and inclination vectors: least distance in the plane of R and N over a revolution, km.
 *
 * The same as {@link PassiveSafety.leastAcrossTrackKm}, from relative orbital elements; for a near-circular own orbit.
 * Largest when both vectors are parallel, 0 when they are at right angles and there is no difference of height.
 *
 * @source D'Amico and Montenbruck 2006, J. Guidance 29(3):554, whose closed form is for equal heights
 */
export function vectorSeparationKm(elements: RelativeOrbitalElements): number {
  const { ownSemiMajorAxisKm, semiMajorAxis, eccentricity, inclination } = elements;
  const [[ex, ey], [ix, iy]] = [eccentricity, inclination];
  const place = (u: number) => {
    const [c, s] = [Math.cos(u), Math.sin(u)];
    return { r: semiMajorAxis - ex * c - ey * s, n: ix * s - iy * c, dr: ex * s - ey * c, dn: ix * c + iy * s };
  };
  const angles = Array.from({ length: stepsPerRevolution + 1 }, (_, step) => (2 * Math.PI * step) / stepsPerRevolution);
  const closing = (u: number) => {
    const { r, n, dr, dn } = place(u);
    return r * dr + n * dn;
  };
  const distances = [0, ...risingRoots(closing, angles, 1e-9)].map((u) => Math.hypot(place(u).r, place(u).n));
  return ownSemiMajorAxisKm * Math.min(...distances);
}
