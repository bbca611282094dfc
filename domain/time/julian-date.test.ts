import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseCcsdsEpoch } from './ccsds-epoch.ts';
import { julianCenturiesTt, ut1DaysSince2000 } from './julian-date.ts';

interface Row {
  epoch: string;
  ut1MinusUtcS: number;
  centuriesTt: number;
  ut1DaysSince2000: number;
}

// Astropy 8.0.2 and ERFA 2.0.1; scripts/golden/frames.py.
const golden = JSON.parse(
  readFileSync(new URL('../../data/golden/frames/earth-angles.json', import.meta.url), 'utf8'),
) as { epochs: Row[] };

test('TT and UT1 agree with ERFA to a microsecond', () => {
  const microsecondDays = 1e-6 / 86_400;
  for (const row of golden.epochs) {
    const epochUtcMs = parseCcsdsEpoch(row.epoch, 'UTC')!;
    const ut1 = ut1DaysSince2000(epochUtcMs, row.ut1MinusUtcS);
    assert.ok(Math.abs(julianCenturiesTt(epochUtcMs) - row.centuriesTt) * 36_525 < microsecondDays, row.epoch);
    assert.ok(Math.abs(ut1.whole + ut1.fraction - row.ut1DaysSince2000) < microsecondDays, row.epoch);
  }
});

test('J2000.0 is noon of TT, 64.184 s before noon of UTC', () => {
  assert.equal(julianCenturiesTt(Date.UTC(2000, 0, 1, 12) - 64_184), 0);
});

test('the fraction of a day is kept to the last bit of the epoch', () => {
  const noonMs = Date.UTC(2026, 2, 1, 12);
  assert.deepEqual(ut1DaysSince2000(noonMs, 0), { whole: 9556, fraction: 0 });
  assert.equal(ut1DaysSince2000(noonMs + 2 ** -11, 0).fraction, 2 ** -11 / 86_400_000);
});

test('the fraction stays within a day before 2000', () => {
  assert.deepEqual(ut1DaysSince2000(Date.UTC(1999, 11, 31, 18), 0), { whole: -1, fraction: 0.25 });
});
