import type { Vec3 } from '../vectors/vector.ts';

/** Position and velocity of an object about the Earth's center in the Geocentric Celestial Reference Frame. */
export interface InertialState {
  /** UTC, ms since 1970-01-01. */
  readonly epochUtcMs: number;
  readonly positionGcrfKm: Vec3;
  readonly velocityGcrfKmPerS: Vec3;
}
