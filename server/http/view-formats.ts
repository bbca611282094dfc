import Handlebars from 'handlebars';
import { dayOfYear, type TimeWindow } from '#domain';
import type { Svg } from '../pages/plots/svg.ts';

/** What stands where there is no value. */
const absent = '–';

/** "2026-03-01 12:00:00Z", seconds rounded down. */
export function utcWords(instant: string | number): string {
  return `${new Date(instant).toISOString().slice(0, 19).replace('T', ' ')}Z`;
}

/** "2026-03-01 12:00:00 – 14:30:00Z"; the day is said twice only when it changes. */
export function windowWords({ startUtcMs, endUtcMs }: TimeWindow): string {
  const [start, end] = [utcWords(startUtcMs), utcWords(endUtcMs)];
  return `${start.slice(0, -1)} – ${start.slice(0, 10) === end.slice(0, 10) ? end.slice(11) : end}`;
}

/** "12:00:00Z", the clock of an instant whose day is told beside it. */
export const clockWords = (instant: string | number): string => utcWords(instant).slice(11);

/** A window beside an instant of it: only the clock, unless it reaches into another day. */
export function windowNearWords({ startUtcMs, endUtcMs }: TimeWindow, epochUtcMs: number): string {
  const dayOf = (utcMs: number) => utcWords(utcMs).slice(0, 10);
  if (dayOf(startUtcMs) !== dayOf(epochUtcMs) || dayOf(endUtcMs) !== dayOf(epochUtcMs))
    return windowWords({ startUtcMs, endUtcMs });
  return `${clockWords(startUtcMs).slice(0, -1)} – ${clockWords(endUtcMs)}`;
}

/** "98.7 %"; what is not quite certain never reads as 100 %. */
export function percentWords(share: number): string {
  if (share < 1 && share > 0.9995) return '> 99.9 %';
  if (share > 0 && share < 0.0005) return '< 0.1 %';
  return `${(share * 100).toFixed(1)} %`;
}

/** A model's confidence; rounded as it is kept, even 1 stands for a little less. */
export const confidenceWords = (confidence: number): string => percentWords(Math.min(confidence, 0.99999));

/** A number with so many significant digits, never in powers of ten; the minus is a true minus. */
export function significantWords(value: number, digits: number): string {
  if (value === 0) return '0';
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(decimals, 9)).replace('-', '−');
}

/** A distance in the unit that suits it: meters below a kilometer. */
export function distanceParts(km: number): { readonly value: string; readonly unit: 'km' | 'm' } {
  return Math.abs(km) < 1
    ? { value: significantWords(Math.round(km * 1e5) / 100, 3), unit: 'm' }
    : { value: significantWords(km, 4), unit: 'km' };
}

/** "4.210 km", "134 m". */
export function distanceWords(km: number): string {
  const { value, unit } = distanceParts(km);
  return `${value} ${unit}`;
}

/** "1 h 32 min", "45 s", "2 d 3 h": the two largest units. */
export function durationWords(seconds: number): string {
  const units = [['d', 86_400], ['h', 3600], ['min', 60], ['s', 1]] as const; // biome-ignore format: a table
  const rounded = Math.round(seconds);
  const first = units.findIndex(([, size]) => rounded >= size);
  if (first === -1) return '0 s';
  let rest = rounded;
  const parts = units.slice(first, first + 2).map(([name, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? '' : `${count} ${name}`;
  });
  return parts.filter((part) => part !== '').join(' ');
}

/** "12.3 kB", "200 MB". */
export function byteWords(bytes: number): string {
  const [size, unit] = bytes < 1e3 ? [1, 'B'] : bytes < 1e6 ? [1e3, 'kB'] : [1e6, 'MB'];
  return `${bytes < 1e3 ? bytes : significantWords(bytes / size, 3)} ${unit}`;
}

/** The formats as helpers of the views; an absent value is a dash. */
export const viewHelpers: Readonly<Record<string, Handlebars.HelperDelegate>> = {
  utc: (value) => (value === null ? absent : utcWords(value)),
  iso: (value: string | number) => new Date(value).toISOString(),
  day: (value: string | number) => dayOfYear(value),
  window: (value: TimeWindow) => windowWords(value),
  windowNear: (value: TimeWindow, epochUtcMs: number) => windowNearWords(value, epochUtcMs),
  percent: (value) => (value === null ? absent : percentWords(value)),
  confidence: (value) => (value === null ? absent : confidenceWords(value)),
  digits: (value, digits: number) => (value === null ? absent : significantWords(value, digits)),
  duration: (seconds) => (seconds === null ? absent : durationWords(seconds)),
  bytes: (value: number) => byteWords(value),
  slug: (text: string) => text.replaceAll(' ', '-'),
  shortHash: (hash: string) => hash.slice(0, 12),
  is: (left: unknown, right: unknown) => left === right,
  svg: (image: Svg) => new Handlebars.SafeString(image.markup),
};
