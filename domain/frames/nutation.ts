import series from '../../data/earth-orientation/nutation-2000b.json' with { type: 'json' };
import { arcsecToRad } from '../units.ts';

/** The five angles that place the Moon and the Sun, and so drive nutation; rad. */
interface DelaunayArguments {
  readonly moonAnomaly: number;
  readonly sunAnomaly: number;
  /** Mean longitude of the Moon from its ascending node. */
  readonly moonLatitudeArgument: number;
  readonly moonElongation: number;
  readonly moonNode: number;
}

/** Linear in time, as IAU 2000B takes them. @source Simon et al. 1994, A&A 282, section 3.5b, by McCarthy and Luzum */
export const delaunayArguments = (centuriesTt: number): DelaunayArguments => ({
  moonAnomaly: arcsecToRad(485868.249036 + 1717915923.2178 * centuriesTt),
  sunAnomaly: arcsecToRad(1287104.79305 + 129596581.0481 * centuriesTt),
  moonLatitudeArgument: arcsecToRad(335779.526232 + 1739527262.8478 * centuriesTt),
  moonElongation: arcsecToRad(1072260.70369 + 1602961601.209 * centuriesTt),
  moonNode: arcsecToRad(450160.398036 - 6962890.5431 * centuriesTt),
});

/** Stands in for the planetary terms, which the short series leaves out; arcsec. */
const planetaryLongitudeArcsec = -0.000135;
const planetaryObliquityArcsec = 0.000388;

/** How far the true pole of date stands from the mean one. */
export interface Nutation {
  readonly longitudeRad: number;
  readonly obliquityRad: number;
}

const terms = series.terms as unknown as readonly NutationTerm[];

/** Multipliers of the five arguments, then the amplitudes that `columns` of the data file names. */
type NutationTerm = readonly [
  moonAnomaly: number,
  sunAnomaly: number,
  moonLatitudeArgument: number,
  moonElongation: number,
  moonNode: number,
  longitudeSin: number,
  longitudeSinRate: number,
  longitudeCos: number,
  obliquityCos: number,
  obliquityCosRate: number,
  obliquitySin: number,
];

/**
 * Nutation by the IAU 2000B series, good to 0.001 arcsec between 1995 and 2050: 3 cm in low orbit.
 *
 * @param centuriesTt  Julian centuries of TT since J2000.0
 * @source McCarthy and Luzum 2003, Celestial Mechanics and Dynamical Astronomy 85, 37; checked against ERFA
 */
export function nutation(centuriesTt: number): Nutation {
  const at = delaunayArguments(centuriesTt);
  let longitude = 0;
  let obliquity = 0;
  for (const [l, lPrime, f, d, node, ls, lst, lc, oc, oct, os] of terms) {
    const angle =
      l * at.moonAnomaly +
      lPrime * at.sunAnomaly +
      f * at.moonLatitudeArgument +
      d * at.moonElongation +
      node * at.moonNode;
    const sin = Math.sin(angle);
    const cos = Math.cos(angle);
    longitude += (ls + lst * centuriesTt) * sin + lc * cos;
    obliquity += (oc + oct * centuriesTt) * cos + os * sin;
  }
  return {
    longitudeRad: arcsecToRad(longitude * 1e-7 + planetaryLongitudeArcsec),
    obliquityRad: arcsecToRad(obliquity * 1e-7 + planetaryObliquityArcsec),
  };
}
