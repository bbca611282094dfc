import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatCcsdsEpoch, parseCcsdsEpoch, type TimeSystem } from './ccsds-epoch.ts';

const noon = Date.UTC(2026, 2, 1, 12);

test('a calendar date and a day of the year name the same instant, with or without Z', () => {
  for (const text of ['2026-03-01T12:00:00', '2026-03-01T12:00:00Z', '2026-060T12:00:00', '2026-060T12:00:00.000Z']) {
    assert.equal(parseCcsdsEpoch(text, 'UTC'), noon, text);
  }
});

test('day 366 exists in leap years only', () => {
  assert.equal(parseCcsdsEpoch('2024-366T00:00:00', 'UTC'), Date.UTC(2024, 11, 31));
  assert.equal(parseCcsdsEpoch('2026-366T00:00:00', 'UTC'), undefined);
  assert.equal(parseCcsdsEpoch('2026-000T00:00:00', 'UTC'), undefined);
});

test('keeps fractions of any length', () => {
  assert.equal(parseCcsdsEpoch('2026-03-01T12:00:00.5', 'UTC'), noon + 500);
  assert.equal(parseCcsdsEpoch('2026-03-01T12:00:00.000250', 'UTC'), noon + 0.25);
  assert.equal(parseCcsdsEpoch('2026-060T12:00:00.000000000000000000', 'UTC'), noon);
});

test('GPS time was 18 s, TAI 37 s and TT 69.184 s ahead of UTC in 2026', () => {
  assert.equal(parseCcsdsEpoch('2026-03-01T12:00:18', 'GPS'), noon);
  assert.equal(parseCcsdsEpoch('2026-03-01T12:00:37', 'TAI'), noon);
  assert.equal(parseCcsdsEpoch('2026-03-01T12:01:09.184', 'TT'), noon);
});

// Astropy 8.0.2; scripts/golden/frames.py.
test('agrees with Astropy on UTC, TAI, TT and GPS time from 1980 to 2030, to 0.001 ms', () => {
  const golden = JSON.parse(
    readFileSync(new URL('../../data/golden/frames/time-systems.json', import.meta.url), 'utf8'),
  ) as { conversions: (Record<TimeSystem, string> & { dayOfYear: string })[] };
  for (const row of golden.conversions) {
    const expected = parseCcsdsEpoch(row.UTC, 'UTC')!;
    for (const system of ['TAI', 'TT', 'GPS'] as const) {
      const got = parseCcsdsEpoch(row[system], system)!;
      assert.ok(Math.abs(got - expected) < 0.001, `${system} ${row[system]}: ${got} for ${expected}`);
    }
    assert.equal(parseCcsdsEpoch(row.dayOfYear.replace(/^(\d{4}):(\d{3}):/, '$1-$2T'), 'UTC'), expected);
  }
});

test('GPS time and UTC agreed when GPS time began', () => {
  assert.equal(parseCcsdsEpoch('1980-01-06T00:00:00', 'GPS'), Date.UTC(1980, 0, 6));
});

test('a leap second of UTC becomes the midnight that ends it, and exists only where it was inserted', () => {
  assert.equal(parseCcsdsEpoch('2016-12-31T23:59:60', 'UTC'), Date.UTC(2017, 0, 1));
  assert.equal(parseCcsdsEpoch('2016-366T23:59:60.75Z', 'UTC'), Date.UTC(2017, 0, 1));
  for (const text of ['2015-12-31T23:59:60', '1971-12-31T23:59:60', '2016-12-31T12:59:60', '2016-12-30T23:59:60']) {
    assert.equal(parseCcsdsEpoch(text, 'UTC'), undefined, text);
  }
  assert.equal(parseCcsdsEpoch('2016-12-31T23:59:60', 'TAI'), undefined);
});

test('TAI runs evenly through a leap second and UTC waits at midnight', () => {
  const midnight = Date.UTC(2017, 0, 1);
  assert.equal(parseCcsdsEpoch('2017-01-01T00:00:35.999', 'TAI'), midnight - 1);
  assert.equal(parseCcsdsEpoch('2017-01-01T00:00:36', 'TAI'), midnight);
  assert.equal(parseCcsdsEpoch('2017-01-01T00:00:36.999', 'TAI'), midnight);
  assert.equal(parseCcsdsEpoch('2017-01-01T00:00:37', 'TAI'), midnight);
  assert.equal(parseCcsdsEpoch('2017-01-01T00:00:37.001', 'TAI'), midnight + 1);
});

test('refuses impossible dates, zones and other shapes', () => {
  const hostile = [
    '2026-02-29T00:00:00',
    '2026-13-01T00:00:00',
    '2026-03-01T24:00:00',
    '2026-03-01T12:00:00+00:00',
    '2026-03-01 12:00:00',
    '2026-03-01T12:00',
    '2026-03-01T12:00:00.',
    '2026-03-01T12:00:00z',
    '2026-3-1T12:00:00',
    '20260-060T12:00:00',
    ' 2026-03-01T12:00:00',
    '2026-03-01',
    '',
  ];
  for (const text of hostile) assert.equal(parseCcsdsEpoch(text, 'UTC'), undefined, text);
});

test('reads back any epoch it writes, from 2000 on', () => {
  fc.assert(
    fc.property(fc.double({ min: Date.UTC(2000), max: Date.UTC(2100), noNaN: true }), (epochUtcMs) => {
      const text = formatCcsdsEpoch(epochUtcMs);
      assert.ok(!text.endsWith('Z'));
      assert.equal(parseCcsdsEpoch(text, 'UTC'), epochUtcMs);
    }),
  );
});

test('around a leap second a later reading is never an earlier instant', () => {
  const readingMs = fc.integer({ min: Date.UTC(2016, 11, 31, 23, 59), max: Date.UTC(2017, 0, 1, 0, 2) });
  fc.assert(
    fc.property(readingMs, fc.nat(2000), fc.constantFrom<TimeSystem>('TAI', 'TT', 'GPS'), (ms, stepMs, system) => {
      const before = parseCcsdsEpoch(formatCcsdsEpoch(ms), system)!;
      assert.ok(before <= parseCcsdsEpoch(formatCcsdsEpoch(ms + stepMs), system)!);
    }),
  );
});
