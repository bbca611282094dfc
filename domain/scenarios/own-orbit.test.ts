import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keplerianFrom } from '../orbits/keplerian.ts';
import { earthRadiusKm, radToDeg } from '../units.ts';
import { drawOwnOrbit, type OwnOrbitKind } from './own-orbit.ts';
import { createRandom } from './random.ts';

const draw = (kind: OwnOrbitKind) =>
  Array.from({ length: 300 }, (_, seed) => drawOwnOrbit(kind, 0, createRandom(seed)));

test('low orbits take 92 to 100 minutes and have eccentricities up to 0.02', () => {
  for (const { meanMotionRadPerS, eccentricity } of draw('low')) {
    const minutes = (2 * Math.PI) / meanMotionRadPerS / 60;
    assert.ok(minutes >= 92 && minutes <= 100 && eccentricity <= 0.02);
  }
});

test('geostationary orbits take a sidereal day, nearly round and nearly equatorial', () => {
  for (const { state, meanMotionRadPerS, eccentricity } of draw('geostationary')) {
    assert.ok(Math.abs((2 * Math.PI) / meanMotionRadPerS - 86_164.1) < 1e-6);
    assert.ok(eccentricity <= 0.001 && radToDeg(keplerianFrom(state).inclinationRad) <= 3);
  }
});

test('eccentric orbits have eccentricities from 0.1 to 0.7, some of them at the critical inclination of Molniya', () => {
  const orbits = draw('eccentric');
  assert.ok(orbits.every(({ eccentricity }) => eccentricity >= 0.1 && eccentricity <= 0.7));
  assert.ok(
    orbits.some(({ semiMajorAxisKm, eccentricity }) => Math.abs(semiMajorAxisKm - 26_562) < 1 && eccentricity > 0.65),
  );
});

test('no perigee is below 300 km, and the state has the elements that are told', () => {
  for (const { state, semiMajorAxisKm, eccentricity } of (['low', 'geostationary', 'eccentric'] as const).flatMap(
    draw,
  )) {
    assert.ok(semiMajorAxisKm * (1 - eccentricity) >= earthRadiusKm + 300 - 1e-6);
    const elements = keplerianFrom(state);
    assert.ok(Math.abs(elements.semiMajorAxisKm / semiMajorAxisKm - 1) < 1e-12);
    assert.ok(Math.abs(elements.eccentricity - eccentricity) < 1e-12);
  }
});
