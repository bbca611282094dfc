import { earthRadiusKm, sunRadiusKm } from '../units.ts';
import { cross, dot, length, scale, subtract, type Vec3 } from '../vectors/vector.ts';

/** Words of the standard lexicon for the light on an object. */
export type Lighting = 'full sunlight' | 'penumbra' | 'eclipse';

/**
 * How far an object stands outside the two shadow cones of the Earth, as angles at the object, rad.
 * Negative inside: below zero for `penumbraRad` some of the Sun is covered, below zero for `umbraRad` all of it.
 */
export interface ShadowMargins {
  readonly penumbraRad: number;
  readonly umbraRad: number;
}

/**
 * Disks of the Sun and the Earth as an object sees them.
 *
 * The Earth is a sphere of equatorial radius without air. The real one is flattened by 21 km at the poles, which moves
 * an edge of shadow by up to three seconds in low orbit, more where the orbit grazes it.
 *
 * @param positionGcrfKm  of the object, from the Earth's center, outside the Earth
 * @source Montenbruck and Gill 2000, section 3.4.2
 */
function disksSeenFrom(positionGcrfKm: Vec3, sunGcrfKm: Vec3) {
  const toSunKm = subtract(sunGcrfKm, positionGcrfKm);
  const toEarthKm = scale(positionGcrfKm, -1);
  return {
    sunRad: Math.asin(sunRadiusKm / length(toSunKm)),
    earthRad: Math.asin(Math.min(1, earthRadiusKm / length(toEarthKm))),
    apartRad: angleBetween(toSunKm, toEarthKm),
  };
}

/** The margins of an object at a position, outside the Earth; see {@link ShadowMargins}. */
export function shadowMargins(positionGcrfKm: Vec3, sunGcrfKm: Vec3): ShadowMargins {
  const { sunRad, earthRad, apartRad } = disksSeenFrom(positionGcrfKm, sunGcrfKm);
  return { penumbraRad: apartRad - (earthRad + sunRad), umbraRad: apartRad - (earthRad - sunRad) };
}

/** The light on an object in one word. */
export function lightingAt(positionGcrfKm: Vec3, sunGcrfKm: Vec3): Lighting {
  const { penumbraRad, umbraRad } = shadowMargins(positionGcrfKm, sunGcrfKm);
  if (umbraRad <= 0) return 'eclipse';
  return penumbraRad < 0 ? 'penumbra' : 'full sunlight';
}

/** Share of the Sun's disk that the Earth leaves uncovered, 0 to 1. */
export function sunlitShare(positionGcrfKm: Vec3, sunGcrfKm: Vec3): number {
  const { sunRad: s, earthRad: e, apartRad: d } = disksSeenFrom(positionGcrfKm, sunGcrfKm);
  if (d >= e + s) return 1;
  if (d <= e - s) return 0;
  // Overlap of two circles: two circular segments on the common chord, in planar approximation.
  const chordFromSun = (d * d + s * s - e * e) / (2 * d);
  const chordFromEarth = d - chordFromSun;
  const segment = (radius: number, chordAt: number) =>
    radius * radius * Math.acos(chordAt / radius) -
    chordAt * Math.sqrt(Math.max(0, radius * radius - chordAt * chordAt));
  return 1 - (segment(s, chordFromSun) + segment(e, chordFromEarth)) / (Math.PI * s * s);
}

/** Angle between two vectors, rad, exact near 0 and π. */
export const angleBetween = (a: Vec3, b: Vec3): number => Math.atan2(length(cross(a, b)), dot(a, b));
