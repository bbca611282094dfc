import type { ReferenceFrame } from '../../frames/reference-frame.ts';
import { parseCcsdsEpoch } from '../../time/ccsds-epoch.ts';
import { formatEpochUtc } from '../../time/epoch-utc.ts';
import { earthMuKm3PerS2, earthRadiusKm, earthRotationRadPerS } from '../../units.ts';
import { add, length, type Vec3 } from '../../vectors/vector.ts';
import { type Fault, shown } from '../fault.ts';
import { parseDecimal } from '../text/decimal.ts';
import type { EphemerisState } from './ephemeris-segment.ts';
import type { StateRecord } from './oem-record.ts';
import { boundToleranceMs, type SegmentMetadata } from './segment-metadata.ts';

/** Nothing that flies is nearer to the Earth's center; a tenth is left for rounding and re-entry. */
const leastRadiusKm = 0.9 * earthRadiusKm;

/** Beyond it, about seven times the reach of the Earth's gravity, an ephemeris about the Earth has lost its unit. */
const largestRadiusKm = 10_000_000;

/** Faster than anything bound to the Earth, or leaving it. */
const largestSpeedKmPerS = 20;

/** Slower than this, once taken as m/s, a speed too large is no matter of units. */
const slowKmPerS = 0.4;

/** Farther out than this a speed fit for a low orbit tells that the position is in m. */
const farKm = 1_000_000;

/** Squared speed over that of a circular orbit: 1 on it, 2 at escape. */
const orbitalEnergyRatio = { least: 0.5, most: 2 } as const;

/**
 * Reads one line of an ephemeris.
 *
 * @param columnCounts  how many numbers may follow the epoch
 */
export function readState(
  { line, epoch, numbers }: StateRecord,
  { frame, timeSystem, totalWindow }: SegmentMetadata,
  columnCounts: readonly number[],
): EphemerisState | Fault {
  if (!columnCounts.includes(numbers.length)) {
    const message = `expected an epoch and ${columnCounts.join(' or ')} numbers, got ${numbers.length} after the epoch`;
    return { code: 'domain.wrong_column_count', message };
  }
  const epochUtcMs = parseCcsdsEpoch(epoch, timeSystem);
  if (epochUtcMs === undefined) {
    return { code: 'domain.bad_epoch', message: `expected an epoch in ${timeSystem}, got ${shown(epoch)}` };
  }
  const values = numbers.map(parseDecimal);
  const bad = values.indexOf(undefined);
  if (bad >= 0) {
    const message = `expected a finite number after the epoch, got ${shown(numbers[bad])} as number ${bad + 1}`;
    return { code: 'domain.not_a_number', message };
  }
  const { startUtcMs, endUtcMs } = totalWindow;
  if (epochUtcMs < startUtcMs - boundToleranceMs || epochUtcMs > endUtcMs + boundToleranceMs) {
    const span = `${formatEpochUtc(startUtcMs)} to ${formatEpochUtc(endUtcMs)}`;
    const message = `expected an epoch from START_TIME to STOP_TIME, ${span}, got ${formatEpochUtc(epochUtcMs)}`;
    return { code: 'domain.outside_time_span', message };
  }
  const [x, y, z, vx, vy, vz] = values as number[];
  const positionKm: Vec3 = [x!, y!, z!];
  const velocityKmPerS: Vec3 = [vx!, vy!, vz!];
  return findImplausible(positionKm, velocityKmPerS, frame) ?? { epochUtcMs, positionKm, velocityKmPerS, line };
}

/** What no object about the Earth does, and the unit that explains it. */
function findImplausible(positionKm: Vec3, velocityKmPerS: Vec3, frame: ReferenceFrame): Fault | undefined {
  const radiusKm = length(positionKm);
  const speedKmPerS = length(frame === 'ITRF' ? add(velocityKmPerS, dragOfEarth(positionKm)) : velocityKmPerS);
  if (radiusKm > farKm && fitsOrbit(radiusKm / 1000, speedKmPerS)) return inMeters('position', `${short(radiusKm)} km`);
  if (radiusKm > farKm && fitsOrbit(radiusKm / 1000, length(velocityKmPerS) / 1000)) {
    return inMeters('position and velocity', `${short(radiusKm)} km and ${short(length(velocityKmPerS))} km/s`);
  }
  if (radiusKm < leastRadiusKm || radiusKm > largestRadiusKm) {
    const bounds = `${short(leastRadiusKm)} to ${largestRadiusKm} km from the center of the Earth`;
    return { code: 'domain.out_of_range', message: `expected a position ${bounds}, got ${short(radiusKm)} km` };
  }
  if (speedKmPerS <= largestSpeedKmPerS) return undefined;
  const thousandthKmPerS = length(velocityKmPerS) / 1000;
  if (thousandthKmPerS >= slowKmPerS && thousandthKmPerS <= largestSpeedKmPerS) {
    return inMeters('velocity', `${short(speedKmPerS)} km/s`);
  }
  const message = `expected a speed of at most ${largestSpeedKmPerS} km/s, got ${short(speedKmPerS)} km/s`;
  return { code: 'domain.out_of_range', message };
}

/** Velocity of a point that turns with the Earth. */
const dragOfEarth = ([x, y]: Vec3): Vec3 => [-earthRotationRadPerS * y, earthRotationRadPerS * x, 0];

function fitsOrbit(radiusKm: number, speedKmPerS: number): boolean {
  const ratio = (speedKmPerS ** 2 * radiusKm) / earthMuKm3PerS2;
  return radiusKm > leastRadiusKm && ratio > orbitalEnergyRatio.least && ratio < orbitalEnergyRatio.most;
}

const inMeters = (what: string, got: string): Fault => ({
  code: 'domain.wrong_unit',
  message: `expected a ${what} of an object about the Earth, got ${got}; m were probably given where km were expected`,
});

const short = (value: number) => Number(value.toPrecision(4));
