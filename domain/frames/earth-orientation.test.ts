import assert from 'node:assert/strict';
import { test } from 'node:test';
import { radToDeg } from '../units.ts';
import { earthOrientation } from './earth-orientation.ts';

// Rows of the daily series finals2000A that the thinned table does not hold: UT1-UTC in s, pole in arcsec.
const published = [
  { day: '1994-06-30', ut1MinusUtcS: -0.21614, pole: [0.1383, 0.2127] },
  { day: '1998-12-31', ut1MinusUtcS: -0.282333, pole: [0.13976, 0.29739] },
  { day: '1999-01-01', ut1MinusUtcS: 0.716637, pole: [0.13851, 0.29565] },
  { day: '2008-05-04', ut1MinusUtcS: -0.39947, pole: [0.02707, 0.53836] },
  { day: '2016-12-31', ut1MinusUtcS: -0.40776, pole: [0.081318, 0.26299] },
  { day: '2017-01-01', ut1MinusUtcS: 0.5912975, pole: [0.08045, 0.263074] },
  { day: '2024-07-09', ut1MinusUtcS: 0.0070037, pole: [0.109808, 0.47769] },
] as const;

const toArcsec = (rad: number): number => 3600 * radToDeg(rad);

test('keeps to the daily series within 1.1 ms of UT1 and 2.4 milliarcseconds of the pole', () => {
  for (const { day, ut1MinusUtcS, pole } of published) {
    const orientation = earthOrientation(Date.parse(day));
    assert.ok(Math.abs(orientation.ut1MinusUtcS - ut1MinusUtcS) < 0.0011, day);
    assert.ok(Math.abs(toArcsec(orientation.poleXRad) - pole[0]) < 0.0024, day);
    assert.ok(Math.abs(toArcsec(orientation.poleYRad) - pole[1]) < 0.0024, day);
  }
});

test('UT1 - UTC jumps by the whole leap second at its end, not before', () => {
  const midnightMs = Date.UTC(2017, 0, 1);
  const jump = earthOrientation(midnightMs).ut1MinusUtcS - earthOrientation(midnightMs - 1).ut1MinusUtcS;
  assert.ok(Math.abs(jump - 1) < 1e-6);
});

test('holds the first and the last sample outside the table', () => {
  const firstMs = Date.UTC(1992, 0, 1);
  assert.deepEqual(earthOrientation(Date.UTC(1975, 5, 1)), earthOrientation(firstMs));
  assert.ok(Math.abs(earthOrientation(firstMs).ut1MinusUtcS + 0.1253) < 1e-9);
  assert.deepEqual(earthOrientation(Date.UTC(2060, 0, 1)), earthOrientation(Date.UTC(2061, 0, 1)));
});

test('UTC stays within 0.9 s of UT1 throughout the table', () => {
  for (let epochMs = Date.UTC(1992); epochMs < Date.UTC(2028); epochMs += 5 * 86_400_000) {
    assert.ok(Math.abs(earthOrientation(epochMs).ut1MinusUtcS) < 0.9);
  }
});
