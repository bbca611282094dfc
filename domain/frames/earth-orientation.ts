import table from '../../data/earth-orientation/earth-orientation.json' with { type: 'json' };
import { taiMinusUtcS } from '../time/leap-seconds.ts';
import { arcsecToRad, msPerDay } from '../units.ts';

/** How the turning Earth departs from a uniform one that turns about the pole of the ITRF. */
export interface EarthOrientation {
  readonly ut1MinusUtcS: number;
  /** Of the celestial intermediate pole in the ITRF, along the meridian of Greenwich. */
  readonly poleXRad: number;
  /** The same, along the meridian 90° west. */
  readonly poleYRad: number;
}

const firstUtcMs = (table.firstMjdUtc - 40_587) * msPerDay;
const stepMs = table.stepDays * msPerDay;
const lastIndex = table.ut1MinusUtcS.length - 1;

/**
 * UT1 - UTC and the pole, on a straight line between samples five days apart.
 *
 * Within the measured span the line keeps UT1 to 1.0 ms (0.3 ms root mean square) and the pole to 2.4 milliarcseconds,
 * which move a point of a low orbit by 0.6 m and 0.1 m, a geostationary one by 3 m and 0.5 m at most. What follows it in
 * the table, about a year, is predicted: by the end UT1 is good to about 0.02 s, 12 m in low orbit.
 * Outside the table its first or last value is held. UTC is kept within 0.9 s of UT1, so the error is below 1.8 s.
 *
 * @param epochUtcMs  UTC, ms since 1970-01-01
 * @source IERS finals2000A; data/earth-orientation/README.md says how it was thinned and measured
 */
export function earthOrientation(epochUtcMs: number): EarthOrientation {
  const position = Math.min(Math.max((epochUtcMs - firstUtcMs) / stepMs, 0), lastIndex);
  const index = Math.min(Math.floor(position), lastIndex - 1);
  const share = position - index;
  const between = (valueAt: (i: number) => number): number =>
    valueAt(index) + share * (valueAt(index + 1) - valueAt(index));
  return {
    ut1MinusUtcS: between(ut1MinusTaiS) + taiMinusUtcS(firstUtcMs + position * stepMs),
    poleXRad: arcsecToRad(between((i) => table.poleXArcsec[i]!)),
    poleYRad: arcsecToRad(between((i) => table.poleYArcsec[i]!)),
  };
}

/** Unlike UT1 - UTC, this runs smoothly through leap seconds. */
const ut1MinusTaiS = (index: number): number => table.ut1MinusUtcS[index]! - taiMinusUtcS(firstUtcMs + index * stepMs);
