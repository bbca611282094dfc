/**
 * Midnights, UTC, after which TAI - UTC was one second larger; it was 10 s from the first of them on.
 * The last one holds until another is announced, which Bulletin C does half a year ahead.
 *
 * @source IERS Bulletin C and its file Leap_Second.dat; a test compares them
 */
const stepsUtcMs: readonly number[] = [
  '1972-01-01',
  '1972-07-01',
  '1973-01-01',
  '1974-01-01',
  '1975-01-01',
  '1976-01-01',
  '1977-01-01',
  '1978-01-01',
  '1979-01-01',
  '1980-01-01',
  '1981-07-01',
  '1982-07-01',
  '1983-07-01',
  '1985-07-01',
  '1988-01-01',
  '1990-01-01',
  '1991-01-01',
  '1992-07-01',
  '1993-07-01',
  '1994-07-01',
  '1996-01-01',
  '1997-07-01',
  '1999-01-01',
  '2006-01-01',
  '2009-01-01',
  '2012-07-01',
  '2015-07-01',
  '2017-01-01',
].map((day) => Date.parse(day));

/** TAI - UTC, s, from one step to the next. */
const offsetAfterStepS = (index: number): number => 10 + index;

/**
 * TAI - UTC, s, a whole number. Before 1972, when UTC was steered by fractions of a second, the offset of 1972.
 *
 * @param epochUtcMs  UTC, ms since 1970-01-01; a step counts from its midnight on
 */
export function taiMinusUtcS(epochUtcMs: number): number {
  const last = stepsUtcMs.findLastIndex((step) => step <= epochUtcMs);
  return offsetAfterStepS(Math.max(last, 0));
}

/** Whether this epoch is a midnight that a leap second, 23:59:60, was put in front of. */
export function endsLeapSecond(epochUtcMs: number): boolean {
  return stepsUtcMs.indexOf(epochUtcMs) > 0;
}

/**
 * The instant at which TAI clocks read this much, as UTC. UTC in ms since 1970 has no room for a leap second:
 * all of it becomes the midnight that ends it, so the order of instants is kept.
 *
 * @param epochTaiMs  what a TAI clock reads, as ms since 1970-01-01 of its own calendar
 */
export function utcMsFromTaiMs(epochTaiMs: number): number {
  const last = stepsUtcMs.findLastIndex((step, index) => step + 1000 * offsetAfterStepS(index) <= epochTaiMs);
  const index = Math.max(last, 0);
  const nextStepUtcMs = stepsUtcMs[index + 1] ?? Number.POSITIVE_INFINITY;
  return Math.min(epochTaiMs - 1000 * offsetAfterStepS(index), nextStepUtcMs);
}
