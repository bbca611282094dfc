import { sunPos } from 'satellite.js';
import { julianCenturiesTt } from '../time/julian-date.ts';
import { arcsecToRad, astronomicalUnitKm, msPerDay } from '../units.ts';
import { apply, rotationY, rotationZ } from '../vectors/matrix3.ts';
import type { Vec3 } from '../vectors/vector.ts';

const julianDateOf1970 = 2_440_587.5;

/**
 * Position of the Sun as its light arrives at the Earth, GCRF, km from the Earth's center.
 *
 * The almanac formula gives the apparent Sun, aberration included, on the mean equator and equinox of date; precession
 * turns that to J2000. Between 1990 and 2050 the direction is within 0.010° of ERFA's (0.003° root mean square) and the
 * distance within 15 000 km (sun.test.ts): in geostationary orbit a shadow comes up to 2.4 s early or late, more where
 * the orbit grazes it.
 *
 * @source Astronomical Almanac, low-precision formula, as in Vallado 2013, section 5.1.1
 */
export function sunPositionGcrfKm(epochUtcMs: number): Vec3 {
  const { x, y, z } = sunPos(julianDateOf1970 + epochUtcMs / msPerDay).rsun;
  return meanOfDateToJ2000([x * astronomicalUnitKm, y * astronomicalUnitKm, z * astronomicalUnitKm], epochUtcMs);
}

/** @source Lieske et al. 1977, IAU 1976 precession, its terms above 0.0001° in half a century */
function meanOfDateToJ2000(positionKm: Vec3, epochUtcMs: number): Vec3 {
  const t = julianCenturiesTt(epochUtcMs);
  const zeta = arcsecToRad((2306.2181 + 0.30188 * t) * t);
  const theta = arcsecToRad((2004.3109 - 0.42665 * t) * t);
  const z = arcsecToRad((2306.2181 + 1.09468 * t) * t);
  return apply(rotationZ(zeta), apply(rotationY(-theta), apply(rotationZ(z), positionKm)));
}
