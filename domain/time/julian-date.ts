import { msPerDay } from '../units.ts';
import { taiMinusUtcS } from './leap-seconds.ts';

/** 1 January 2000, 12h: the epoch J2000.0 when read in TT, the origin of days of UT1 when read in UT1. */
const noon2000Ms = Date.UTC(2000, 0, 1, 12);

const msPerJulianCentury = 36_525 * msPerDay;

/** TT - TAI, ms. @source IAU 1991 Resolution A4, IERS Conventions 2010 section 10.1 */
const ttMinusTaiMs = 32_184;

/** Julian centuries of TT since J2000.0: the argument of precession and nutation, and of theories of Sun and Moon. */
export function julianCenturiesTt(epochUtcMs: number): number {
  const sinceJ2000Ms = epochUtcMs - noon2000Ms + 1000 * taiMinusUtcS(epochUtcMs) + ttMinusTaiMs;
  return sinceJ2000Ms / msPerJulianCentury;
}

/** A count of days in two parts, since one number that counts both years and microseconds is worth 0.1 µs at best. */
export interface SplitDays {
  readonly whole: number;
  /** In [0, 1). */
  readonly fraction: number;
}

/** Days of UT1 since noon of 1 January 2000: the argument of the Earth's rotation. */
export function ut1DaysSince2000(epochUtcMs: number, ut1MinusUtcS: number): SplitDays {
  const ut1Ms = epochUtcMs - noon2000Ms + 1000 * ut1MinusUtcS;
  const whole = Math.floor(ut1Ms / msPerDay);
  return { whole, fraction: (ut1Ms - whole * msPerDay) / msPerDay };
}
