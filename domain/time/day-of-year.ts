import { msPerDay } from '../units.ts';

/** Day of the year in UTC, counted from 1, three digits. */
export function dayOfYear(instant: string | number): string {
  const date = new Date(instant);
  const days = (date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / msPerDay;
  return String(Math.floor(days) + 1).padStart(3, '0');
}
