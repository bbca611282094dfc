import type { Matrix3 } from '../vectors/matrix3.ts';
import { add, scale, type Vec3 } from '../vectors/vector.ts';
import { precessionNutation, type TrueEquator } from './precession-nutation.ts';

const hoursPerCentury = 36_525 * 24;

/** The hour asked for last, by its two ends. It changes how fast an answer comes, never the answer. */
let lastHour: { readonly hour: number; readonly start: TrueEquator; readonly end: TrueEquator } | undefined;

/**
 * The true equator and equinox, on a straight line between the full hours of TT: a call in the same hour as the last
 * one costs a third. The pole bends away from the line by less than 0.00003 arcsec, 1 mm in low orbit.
 *
 * @param centuriesTt  Julian centuries of TT since J2000.0
 */
export function trueEquatorAt(centuriesTt: number): TrueEquator {
  const hours = centuriesTt * hoursPerCentury;
  const hour = Math.floor(hours);
  if (lastHour?.hour !== hour) {
    const [start, end] = [hour, hour + 1].map((h) => precessionNutation(h / hoursPerCentury)) as [
      TrueEquator,
      TrueEquator,
    ];
    lastHour = { hour, start, end };
  }
  return between(lastHour.start, lastHour.end, hours - hour);
}

function between(start: TrueEquator, end: TrueEquator, share: number): TrueEquator {
  const row = (a: Vec3, b: Vec3): Vec3 => add(scale(a, 1 - share), scale(b, share));
  const [a, b] = [start.gcrfToTrueOfDate, end.gcrfToTrueOfDate];
  const gcrfToTrueOfDate: Matrix3 = [row(a[0], b[0]), row(a[1], b[1]), row(a[2], b[2])];
  return {
    gcrfToTrueOfDate,
    equationOfEquinoxesRad: start.equationOfEquinoxesRad * (1 - share) + end.equationOfEquinoxesRad * share,
  };
}
