import type { ElementSet } from '../orbits/element-set.ts';
import { earthMuKm3PerS2, revPerDayToRadPerS } from '../units.ts';

/** Between which distances from the Earth's center an object stays, and how fast it can be there. */
export interface OrbitShell {
  readonly leastRadiusKm: number;
  readonly mostRadiusKm: number;
  readonly mostSpeedKmPerS: number;
}

/**
 * Room for what mean elements leave out, km: short-period terms of the oblateness, at most 20 km, and a few days of drag
 * or lunar and solar pull. Held by orbit-shell.test.ts over a simulated catalog.
 */
const marginKm = 60;

/** The shell an object flies in, from its mean elements. */
export function shellOf({ meanMotionRevPerDay, eccentricity }: ElementSet): OrbitShell {
  const semiMajorAxisKm = Math.cbrt(earthMuKm3PerS2 / revPerDayToRadPerS(meanMotionRevPerDay) ** 2);
  const leastRadiusKm = semiMajorAxisKm * (1 - eccentricity) - marginKm;
  return {
    leastRadiusKm,
    mostRadiusKm: semiMajorAxisKm * (1 + eccentricity) + marginKm,
    mostSpeedKmPerS: Math.sqrt(earthMuKm3PerS2 * (2 / leastRadiusKm - 1 / semiMajorAxisKm)),
  };
}

/** Whether two shells come within a range of each other; objects in shells that do not can never meet. */
export function shellsMeet(one: OrbitShell, other: OrbitShell, rangeKm: number): boolean {
  return one.leastRadiusKm <= other.mostRadiusKm + rangeKm && other.leastRadiusKm <= one.mostRadiusKm + rangeKm;
}
