import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { astronomicalUnitKm, radToDeg } from '../units.ts';
import { length, type Vec3 } from '../vectors/vector.ts';
import { angleBetween } from './shadow.ts';
import { sunPositionGcrfKm } from './sun.ts';

/** ERFA 2.0.1 (epv00 with light time and aberration), 1990 to 2050: data/golden/eclipses, scripts/golden/eclipses.py. */
const golden: readonly { utc: string; positionGcrfKm: Vec3 }[] = JSON.parse(
  readFileSync(new URL('../../data/golden/eclipses/sun.json', import.meta.url), 'utf8'),
);

test('points at the Sun within a hundredth of a degree from 1990 to 2050, 0.0035 degrees root mean square', () => {
  const aHundredthDeg = 0.01;
  const awayDeg = golden.map(({ utc, positionGcrfKm }) =>
    radToDeg(angleBetween(sunPositionGcrfKm(Date.parse(utc)), positionGcrfKm)),
  );
  assert.ok(Math.max(...awayDeg) < aHundredthDeg, `${Math.max(...awayDeg)} deg`);
  const rmsDeg = Math.sqrt(awayDeg.reduce((sum, deg) => sum + deg * deg, 0) / awayDeg.length);
  assert.ok(rmsDeg < 0.0035, `${rmsDeg} deg`);
});

test('knows the distance of the Sun to a ten-thousandth', () => {
  const aTenThousandthKm = 1e-4 * astronomicalUnitKm;
  for (const { utc, positionGcrfKm } of golden) {
    const awayKm = Math.abs(length(sunPositionGcrfKm(Date.parse(utc))) - length(positionGcrfKm));
    assert.ok(awayKm < aTenThousandthKm, `${utc}: ${awayKm} km`);
  }
});
