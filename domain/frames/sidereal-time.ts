import type { SplitDays } from '../time/julian-date.ts';
import { arcsecToRad, secondsPerDay } from '../units.ts';

const turnRad = 2 * Math.PI;

/** An angle in [0, 2π). */
const wrap = (rad: number): number => rad - turnRad * Math.floor(rad / turnRad);

/**
 * Greenwich mean sidereal time of 1982, rad: the angle from the equinox of TEME to Greenwich, as SGP4 takes it.
 *
 * @param ut1  days of UT1 since noon of 1 January 2000
 * @source Aoki et al. 1982, A&A 105, 359; Vallado et al. 2006, AIAA 2006-6753, appendix C
 */
export function gmst1982Rad(ut1: SplitDays): number {
  const t = (ut1.whole + ut1.fraction) / 36_525;
  const seconds = 67_310.54841 + 8_640_184.812866 * t + 0.093104 * t ** 2 - 6.2e-6 * t ** 3;
  return wrap(turnRad * (ut1.fraction + seconds / secondsPerDay));
}

/**
 * Greenwich mean sidereal time that goes with IAU 2006 precession, rad: the Earth rotation angle plus precession.
 *
 * @param ut1  days of UT1 since noon of 1 January 2000
 * @param centuriesTt  Julian centuries of TT since J2000.0, same instant
 * @source IERS Conventions 2010, equations 5.15 and 5.32
 */
export function gmst2006Rad(ut1: SplitDays, centuriesTt: number): number {
  const t = centuriesTt;
  const turns = ut1.fraction + 0.779057273264 + 0.00273781191135448 * (ut1.whole + ut1.fraction);
  const precessionArcsec =
    0.014506 + t * (4612.156534 + t * (1.3915817 + t * (-0.00000044 + t * (-0.000029956 + t * -0.0000000368))));
  return wrap(turnRad * turns + arcsecToRad(precessionArcsec));
}
