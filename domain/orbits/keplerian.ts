import { AppError } from '#errors';
import type { InertialState } from '../frames/inertial-state.ts';
import { earthMuKm3PerS2 } from '../units.ts';
import { add, cross, dot, length, scale, type Vec3 } from '../vectors/vector.ts';

/**
 * Osculating elements: the ellipse about the Earth that an object would follow from now on without perturbations.
 *
 * Angles are counted from the axes of the GCRF and lie in [0, 2 pi), the inclination in [0, pi]. Where a direction does
 * not exist it is chosen: an equatorial orbit has its node on the x axis, a circular one its perigee at the node.
 */
export interface KeplerianElements {
  readonly kind: 'keplerian elements';
  /** UTC, ms since 1970-01-01. */
  readonly epochUtcMs: number;
  readonly semiMajorAxisKm: number;
  /** In [0, 1). */
  readonly eccentricity: number;
  readonly inclinationRad: number;
  /** Right ascension of the ascending node. */
  readonly raanRad: number;
  readonly argOfPerigeeRad: number;
  readonly trueAnomalyRad: number;
}

/** Below this, rounding alone decides where perigee or node lie: the orbit counts as circular or equatorial. */
const negligible = 1e-12;

/**
 * Elements of the orbit through a state.
 *
 * @throws AppError `domain.not_an_ellipse` for an object that escapes or falls straight
 * @source Vallado 2013, section 2.5, in tangents instead of arc cosines; checked against his example 2-5
 */
export function keplerianFrom(state: InertialState): KeplerianElements {
  const { positionGcrfKm: position, velocityGcrfKmPerS: velocity, epochUtcMs } = state;
  const momentum = cross(position, velocity);
  const radiusKm = length(position);
  const parameterKm = dot(momentum, momentum) / earthMuKm3PerS2;
  const semiMajorAxisKm = 1 / (2 / radiusKm - dot(velocity, velocity) / earthMuKm3PerS2);
  const eCosine = parameterKm / radiusKm - 1;
  const eSine = (Math.sqrt(parameterKm / earthMuKm3PerS2) * dot(position, velocity)) / radiusKm;
  const eccentricity = Math.hypot(eCosine, eSine);
  assertEllipse(semiMajorAxisKm, eccentricity);

  const fromPole = Math.hypot(momentum[0], momentum[1]);
  const raanRad = fromPole < negligible * length(momentum) ? 0 : Math.atan2(momentum[0], -momentum[1]);
  const node: Vec3 = [Math.cos(raanRad), Math.sin(raanRad), 0];
  const ahead = cross(momentum, node);
  const argOfLatitudeRad = Math.atan2(dot(position, ahead) / length(momentum), dot(position, node));
  const isCircular = eccentricity < negligible;
  const trueAnomalyRad = isCircular ? argOfLatitudeRad : Math.atan2(eSine, eCosine);
  return {
    kind: 'keplerian elements',
    epochUtcMs,
    semiMajorAxisKm,
    eccentricity: isCircular ? 0 : eccentricity,
    inclinationRad: Math.atan2(fromPole, momentum[2]),
    raanRad: wrapPositive(raanRad),
    argOfPerigeeRad: wrapPositive(argOfLatitudeRad - trueAnomalyRad),
    trueAnomalyRad: wrapPositive(trueAnomalyRad),
  };
}

/** The state that has these osculating elements. @throws AppError `domain.not_an_ellipse` */
export function stateFromKeplerian(elements: KeplerianElements): InertialState {
  const { semiMajorAxisKm, eccentricity, inclinationRad, raanRad, argOfPerigeeRad, trueAnomalyRad } = elements;
  assertEllipse(semiMajorAxisKm, eccentricity);
  const parameterKm = semiMajorAxisKm * (1 - eccentricity ** 2);
  const speedKmPerS = Math.sqrt(earthMuKm3PerS2 / parameterKm);
  const radiusKm = parameterKm / (1 + eccentricity * Math.cos(trueAnomalyRad));
  const u = argOfPerigeeRad + trueAnomalyRad;
  const node: Vec3 = [Math.cos(raanRad), Math.sin(raanRad), 0];
  const ahead: Vec3 = [
    -node[1] * Math.cos(inclinationRad),
    node[0] * Math.cos(inclinationRad),
    Math.sin(inclinationRad),
  ];
  return {
    epochUtcMs: elements.epochUtcMs,
    positionGcrfKm: add(scale(node, radiusKm * Math.cos(u)), scale(ahead, radiusKm * Math.sin(u))),
    velocityGcrfKmPerS: add(
      scale(node, -speedKmPerS * (Math.sin(u) + eccentricity * Math.sin(argOfPerigeeRad))),
      scale(ahead, speedKmPerS * (Math.cos(u) + eccentricity * Math.cos(argOfPerigeeRad))),
    ),
  };
}

/** Mean motion of an orbit of this size, rad/s. */
export const meanMotionRadPerS = (semiMajorAxisKm: number): number => Math.sqrt(earthMuKm3PerS2 / semiMajorAxisKm ** 3);

/** Size of an orbit of this mean motion, km. */
export const semiMajorAxisKm = (meanMotionRadPerS: number): number =>
  Math.cbrt(earthMuKm3PerS2 / meanMotionRadPerS ** 2);

/** @throws AppError `domain.not_an_ellipse` unless the axis is positive and the eccentricity in [0, 1) */
export function assertEllipse(semiMajorAxisKm: number, eccentricity: number): void {
  const isEllipse = Number.isFinite(semiMajorAxisKm) && semiMajorAxisKm > 0 && eccentricity >= 0 && eccentricity < 1;
  if (isEllipse) return;
  throw new AppError(
    'domain.not_an_ellipse',
    `expected a semi-major axis above 0 km and an eccentricity in [0, 1), got ${semiMajorAxisKm} km and ${eccentricity}`,
    { hint: 'Relative motion and elements need an object in a bound orbit; check units and frame of its state.' },
  );
}

function wrapPositive(angleRad: number): number {
  const wrapped = angleRad % (2 * Math.PI);
  return wrapped < 0 ? wrapped + 2 * Math.PI : wrapped;
}
