import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatEpochUtc, parseEpochUtc } from './epoch-utc.ts';

test('keeps fractions of a millisecond', () => {
  assert.equal(parseEpochUtc('2026-03-01T00:00:00.25Z'), Date.UTC(2026, 2, 1) + 250);
  assert.equal(parseEpochUtc('2026-03-01T00:00:00.0005Z'), Date.UTC(2026, 2, 1) + 0.5);
  assert.equal(parseEpochUtc('2026-03-01T00:00:00+00:00'), Date.UTC(2026, 2, 1));
});

test('refuses a leap second, an impossible date and a missing mark of UTC', () => {
  for (const text of ['2016-12-31T23:59:60Z', '2026-02-29T00:00:00Z', '2026-03-01T24:00:00Z', '2026-03-01T00:00:00']) {
    assert.equal(parseEpochUtc(text), undefined, text);
  }
});

test('reads back any epoch it writes, from 2000 on', () => {
  fc.assert(
    fc.property(fc.double({ min: Date.UTC(2000), max: Date.UTC(2100), noNaN: true }), (epochUtcMs) => {
      assert.equal(parseEpochUtc(formatEpochUtc(epochUtcMs)), epochUtcMs);
    }),
  );
});

test('reads every instant that the language itself reads, from the year 0 to 9999', () => {
  fc.assert(
    fc.property(fc.integer({ min: Date.parse('0000-01-01'), max: Date.parse('9999-12-31') }), (epochUtcMs) => {
      assert.equal(parseEpochUtc(new Date(epochUtcMs).toISOString()), epochUtcMs);
    }),
    { numRuns: 1000 },
  );
});

test('knows the leap years', () => {
  for (const date of ['2024-02-29', '2000-02-29', '0000-02-29']) assert.ok(parseEpochUtc(`${date}T00:00:00Z`));
  for (const date of ['2100-02-29', '2026-02-29', '2026-04-31', '2026-13-01', '2026-00-10', '2026-01-00']) {
    assert.equal(parseEpochUtc(`${date}T00:00:00Z`), undefined, date);
  }
});
