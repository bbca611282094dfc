import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { endsLeapSecond, taiMinusUtcS, utcMsFromTaiMs } from './leap-seconds.ts';

// IERS Leap_Second.dat, updated through Bulletin C 72 of July 2026; scripts/golden/frames.py.
const golden = JSON.parse(
  readFileSync(new URL('../../data/golden/frames/time-systems.json', import.meta.url), 'utf8'),
) as { leapSeconds: { mjdUtc: number; taiMinusUtcS: number }[] };
const steps = golden.leapSeconds.map(({ mjdUtc, taiMinusUtcS }) => ({
  utcMs: (mjdUtc - 40_587) * 86_400_000,
  taiMinusUtcS,
}));

test('has every step of TAI - UTC that the IERS lists, and no other', () => {
  for (const { utcMs, taiMinusUtcS: expected } of steps) assert.equal(taiMinusUtcS(utcMs), expected);
  for (const { utcMs, taiMinusUtcS: expected } of steps.slice(1)) assert.equal(taiMinusUtcS(utcMs - 1), expected - 1);
  assert.equal(taiMinusUtcS(Date.UTC(2100, 0, 1)), steps.at(-1)!.taiMinusUtcS);
});

test('holds the first offset before 1972', () => {
  assert.equal(taiMinusUtcS(Date.UTC(1960, 0, 1)), 10);
});

test('27 midnights end a leap second; the first of 1972, which began the whole offsets, does not', () => {
  assert.equal(steps.filter(({ utcMs }) => endsLeapSecond(utcMs)).length, 27);
  assert.equal(endsLeapSecond(Date.UTC(1972, 0, 1)), false);
  assert.equal(endsLeapSecond(Date.UTC(2017, 0, 1) + 1), false);
});

test('finds the UTC of any instant back from its TAI', () => {
  fc.assert(
    fc.property(fc.integer({ min: Date.UTC(1972), max: Date.UTC(2040) }), (utcMs) => {
      assert.equal(utcMsFromTaiMs(utcMs + 1000 * taiMinusUtcS(utcMs)), utcMs);
    }),
  );
});

test('every instant within a leap second is the midnight that ends it', () => {
  for (const { utcMs, taiMinusUtcS: after } of steps.slice(1)) {
    for (const intoMs of [0, 0.5, 999]) assert.equal(utcMsFromTaiMs(utcMs + 1000 * (after - 1) + intoMs), utcMs);
    assert.equal(utcMsFromTaiMs(utcMs + 1000 * (after - 1) - 0.5), utcMs - 0.5);
  }
});
