import assert from 'node:assert/strict';
import { test } from 'node:test';
import { utcTicks } from './utc-axis.ts';

const hour = 3_600_000;
const start = Date.UTC(2026, 2, 6, 20, 10);

test('the clock is at every tick, date and day of the year where the day is new', () => {
  assert.deepEqual(
    utcTicks(start, start + 8 * hour, 5).map(({ words, day }) => [words, day]),
    [
      ['22:00', '2026-03-06 (065)'],
      ['00:00', '2026-03-07 (066)'],
      ['02:00', null],
      ['04:00', null],
    ],
  );
});

test('over weeks the ticks are dates with their day of the year, and the year is named once', () => {
  const ticks = utcTicks(Date.UTC(2025, 11, 20, 5), Date.UTC(2026, 0, 20), 5);
  assert.deepEqual(
    ticks.map(({ words, day }) => [words, day]),
    [
      ['12-28 (362)', '2025'],
      ['01-07 (007)', '2026'],
      ['01-17 (017)', null],
    ],
  );
});
