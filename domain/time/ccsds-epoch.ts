import { formatEpochUtc, parseEpochUtc } from './epoch-utc.ts';
import { endsLeapSecond, utcMsFromTaiMs } from './leap-seconds.ts';

/** Time systems of navigation messages that have a fixed offset to TAI, and UTC. */
export type TimeSystem = 'UTC' | 'TAI' | 'TT' | 'GPS';

/** TAI minus the time system, ms. @source IERS Conventions 2010, section 10.1; IS-GPS-200, section 3.3.4 */
const taiMinusSystemMs = { TAI: 0, TT: -32_184, GPS: 19_000 } as const;

/** ASCII time code A (calendar date) or B (day of year), with or without its closing Z. @source CCSDS 301.0-B-4, 3.5 */
const timeCode = /^(\d{4})-(?:(\d{2}-\d{2})|(\d{3}))T(\d{2}:\d{2}:\d{2})((?:\.\d+)?)Z?$/;

/**
 * Reads an epoch of a CCSDS message, such as `2026-03-01T12:00:00.123` or `2026-060T12:00:00Z`.
 *
 * A second numbered 60 is read in UTC where one was inserted. The scale returned has no room for it: all of it,
 * fraction and all, becomes the midnight that ends it. The same instants given in TAI, TT or GPS do so too.
 *
 * @param system  what the message's TIME_SYSTEM says; a Z only closes the code and does not make it UTC
 * @returns UTC, ms since 1970-01-01, fractions kept; undefined when the text is neither code or names no instant
 */
export function parseCcsdsEpoch(text: string, system: TimeSystem): number | undefined {
  const [, year, monthDay, dayOfYear, clock, fraction] = timeCode.exec(text) ?? [];
  if (year === undefined) return undefined;
  const date = monthDay === undefined ? dateOfDay(Number(year), Number(dayOfYear)) : `${year}-${monthDay}`;
  if (date === undefined) return undefined;
  if (clock === '23:59:60' && system === 'UTC') return midnightAfterLeapSecond(date);
  const reading = parseEpochUtc(`${date}T${clock}${fraction}Z`);
  if (reading === undefined || system === 'UTC') return reading;
  return utcMsFromTaiMs(reading + taiMinusSystemMs[system]);
}

/** Writes an epoch in UTC as time code A without Z, with as many digits as reading it back needs (from 2000 on). */
export function formatCcsdsEpoch(epochUtcMs: number): string {
  return formatEpochUtc(epochUtcMs).slice(0, -1);
}

/** Calendar date of a day of the year, counted from 1; undefined when the year has no such day. */
function dateOfDay(year: number, dayOfYear: number): string | undefined {
  const day = new Date(0);
  day.setUTCFullYear(year, 0, dayOfYear);
  return day.getUTCFullYear() === year ? day.toISOString().slice(0, 10) : undefined;
}

function midnightAfterLeapSecond(date: string): number | undefined {
  const lastSecond = parseEpochUtc(`${date}T23:59:59Z`);
  if (lastSecond === undefined) return undefined;
  const midnight = lastSecond + 1000;
  return endsLeapSecond(midnight) ? midnight : undefined;
}
