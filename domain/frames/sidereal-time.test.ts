import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseCcsdsEpoch } from '../time/ccsds-epoch.ts';
import { ut1DaysSince2000 } from '../time/julian-date.ts';
import { precessionNutation } from './precession-nutation.ts';
import { gmst1982Rad, gmst2006Rad } from './sidereal-time.ts';

interface Row {
  epoch: string;
  ut1MinusUtcS: number;
  centuriesTt: number;
  gmst1982Rad: number;
  gmst2006Rad: number;
  gast2006aRad: number;
}

// ERFA 2.0.1: gmst82, gmst06, gst06a; scripts/golden/frames.py.
const golden = JSON.parse(
  readFileSync(new URL('../../data/golden/frames/earth-angles.json', import.meta.url), 'utf8'),
) as { epochs: Row[] };

/** Five microseconds of arc: 0.2 mm in low orbit. */
const toleranceRad = 2.5e-11;
const milliarcsecond = Math.PI / 648_000_000;

const ut1Of = (row: Row) => ut1DaysSince2000(parseCcsdsEpoch(row.epoch, 'UTC')!, row.ut1MinusUtcS);
const apart = (a: number, b: number): number => Math.abs(((a - b + 3 * Math.PI) % (2 * Math.PI)) - Math.PI);

test('mean sidereal time of 1982 and of 2006 agree with ERFA', () => {
  for (const row of golden.epochs) {
    assert.ok(apart(gmst1982Rad(ut1Of(row)), row.gmst1982Rad) < toleranceRad, row.epoch);
    assert.ok(apart(gmst2006Rad(ut1Of(row), row.centuriesTt), row.gmst2006Rad) < toleranceRad, row.epoch);
  }
});

test('apparent sidereal time agrees with IAU 2006/2000A within a milliarcsecond', () => {
  for (const row of golden.epochs) {
    const { equationOfEquinoxesRad } = precessionNutation(row.centuriesTt);
    const gastRad = gmst2006Rad(ut1Of(row), row.centuriesTt) + equationOfEquinoxesRad;
    assert.ok(apart(gastRad, row.gast2006aRad) < milliarcsecond, row.epoch);
  }
});
