/** ISO 8601 with an explicit UTC mark, so that local time can never slip in. */
const utcForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|\+00:00)$/;

/** Place after the whole seconds. */
const fractionStart = 19;

const daysInMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** The calendar repeats after 400 years. */
const calendarCycle = { years: 400, ms: 146_097 * 86_400_000 } as const;

/**
 * Reads an epoch such as `2026-03-01T12:00:00.250Z`.
 *
 * Digit by digit, because logs have millions of them and Date.parse both takes longer and lets 30 February through.
 *
 * @returns UTC, ms since 1970-01-01, fractions of a millisecond kept; undefined when the text is not an epoch in UTC
 *          or names no instant (30 February). Leap seconds (:60) have no place on this scale and are refused.
 */
export function parseEpochUtc(text: string): number | undefined {
  if (!utcForm.test(text)) return undefined;
  const year = 100 * twoDigits(text, 0) + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  if (day < 1 || day > monthDays(year, month) || hour > 23 || minute > 59 || second > 59) return undefined;
  // Date.UTC takes the years 0 to 99 for those of the last century; a cycle later they are what they are.
  const laterMs = Date.UTC(year + calendarCycle.years, month - 1, day, hour, minute, second);
  return laterMs - calendarCycle.ms + fractionMs(text);
}

const twoDigits = (text: string, at: number) => 10 * digit(text, at) + digit(text, at + 1);
const digit = (text: string, at: number) => text.charCodeAt(at) - 48;

/** Days of a month, counted from 1; 0 when there is no such month. */
function monthDays(year: number, month: number): number {
  const isLeapYear = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeapYear ? 29 : (daysInMonth[month - 1] ?? 0);
}

function fractionMs(text: string): number {
  if (text[fractionStart] !== '.') return 0;
  return 1000 * Number(text.slice(fractionStart, text.endsWith('Z') ? -1 : -'+00:00'.length));
}

/** Writes an epoch so that {@link parseEpochUtc} reads the same number: milliseconds, and more digits where needed. */
export function formatEpochUtc(epochUtcMs: number): string {
  const wholeMs = Math.floor(epochUtcMs);
  const iso = new Date(wholeMs).toISOString();
  if (wholeMs === epochUtcMs) return iso;
  // From 2000 on, doubles this size are at least 0.0001 ms apart; seven digits tell them from each other.
  const digits = (epochUtcMs - wholeMs).toFixed(7).slice(2);
  return `${iso.slice(0, -1)}${digits}Z`;
}
