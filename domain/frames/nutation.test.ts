import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { nutation } from './nutation.ts';

interface Row {
  centuriesTt: number;
  nutation2000bRad: [number, number];
  nutation2006aRad: [number, number];
}

// ERFA 2.0.1: nut00b, nut06a; scripts/golden/frames.py.
const golden = JSON.parse(
  readFileSync(new URL('../../data/golden/frames/earth-angles.json', import.meta.url), 'utf8'),
) as { epochs: Row[] };

const milliarcsecond = Math.PI / 648_000_000;

test('is the IAU 2000B nutation of ERFA to 1e-15 rad', () => {
  for (const { centuriesTt, nutation2000bRad } of golden.epochs) {
    const { longitudeRad, obliquityRad } = nutation(centuriesTt);
    assert.ok(Math.abs(longitudeRad - nutation2000bRad[0]) < 1e-15);
    assert.ok(Math.abs(obliquityRad - nutation2000bRad[1]) < 1e-15);
  }
});

test('stays within a milliarcsecond of the full series between 1995 and 2026', () => {
  for (const { centuriesTt, nutation2006aRad } of golden.epochs) {
    const { longitudeRad, obliquityRad } = nutation(centuriesTt);
    assert.ok(Math.abs(longitudeRad - nutation2006aRad[0]) < 2 * milliarcsecond);
    assert.ok(Math.abs(obliquityRad - nutation2006aRad[1]) < milliarcsecond);
  }
});
