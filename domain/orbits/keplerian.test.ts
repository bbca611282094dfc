import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { degToRad, radToDeg } from '../units.ts';
import { distance } from '../vectors/vector.ts';
import {
  type KeplerianElements,
  keplerianFrom,
  meanMotionRadPerS,
  semiMajorAxisKm,
  stateFromKeplerian,
} from './keplerian.ts';

const elements = (given: Partial<KeplerianElements>): KeplerianElements => ({
  kind: 'keplerian elements',
  epochUtcMs: 0,
  semiMajorAxisKm: 7000,
  eccentricity: 0,
  inclinationRad: 0,
  raanRad: 0,
  argOfPerigeeRad: 0,
  trueAnomalyRad: 0,
  ...given,
});

// Vallado 2013, example 2-5, with its printed digits.
test('agrees with the published elements of an eccentric polar orbit', () => {
  const found = keplerianFrom({
    epochUtcMs: 0,
    positionGcrfKm: [6524.834, 6862.875, 6448.296],
    velocityGcrfKmPerS: [4.901327, 5.533756, -1.976341],
  });
  const aHundredMetersKm = 0.1;
  assert.ok(Math.abs(found.semiMajorAxisKm - 36127.343) < aHundredMetersKm, `got ${found.semiMajorAxisKm} km`);
  assert.ok(Math.abs(found.eccentricity - 0.832853) < 1e-6, `got ${found.eccentricity}`);
  const angles = [found.inclinationRad, found.raanRad, found.argOfPerigeeRad, found.trueAnomalyRad].map(radToDeg);
  for (const [i, published] of [87.87, 227.898, 53.38, 92.335].entries()) {
    assert.ok(Math.abs(angles[i]! - published) < 0.005, `angle ${i}: expected ${published} deg, got ${angles[i]}`);
  }
});

const angle = fc.double({ min: 0, max: 2 * Math.PI, noNaN: true });
const anyOrbit = fc.record({
  semiMajorAxisKm: fc.double({ min: 6600, max: 100_000, noNaN: true }),
  eccentricity: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 0.95, noNaN: true })),
  inclinationRad: fc.oneof(fc.constantFrom(0, Math.PI), fc.double({ min: 0, max: Math.PI, noNaN: true })),
  raanRad: angle,
  argOfPerigeeRad: angle,
  trueAnomalyRad: angle,
});

test('a state leads to its elements and back, circular, equatorial and retrograde orbits among them', () => {
  fc.assert(
    fc.property(anyOrbit, (orbit) => {
      const state = stateFromKeplerian(elements(orbit));
      const again = stateFromKeplerian(keplerianFrom(state));
      assert.ok(distance(again.positionGcrfKm, state.positionGcrfKm) < 1e-11 * orbit.semiMajorAxisKm);
      assert.ok(distance(again.velocityGcrfKmPerS, state.velocityGcrfKmPerS) < 1e-10);
    }),
  );
});

test('the angles of an orbit that has them all come back', () => {
  const orbit = elements({
    eccentricity: 0.01,
    inclinationRad: 1.1,
    raanRad: 6.2,
    argOfPerigeeRad: 0.1,
    trueAnomalyRad: 6,
  });
  const found = keplerianFrom(stateFromKeplerian(orbit));
  for (const name of ['inclinationRad', 'raanRad', 'argOfPerigeeRad', 'trueAnomalyRad'] as const) {
    assert.ok(Math.abs(found[name] - orbit[name]) < 1e-12, `${name}: expected ${orbit[name]}, got ${found[name]}`);
  }
});

test('a circular equatorial orbit has node and perigee on the x axis', () => {
  const found = keplerianFrom(stateFromKeplerian(elements({ trueAnomalyRad: degToRad(120) })));
  assert.equal(found.raanRad, 0);
  assert.equal(found.argOfPerigeeRad, 0);
  assert.equal(found.eccentricity, 0);
  assert.ok(Math.abs(found.trueAnomalyRad - degToRad(120)) < 1e-15);
});

test('mean motion and semi-major axis belong to each other', () => {
  // A sidereal day of 86164.0905 s holds one revolution of a geostationary orbit, 42164.17 km (Vallado 2013, table D-3).
  assert.ok(Math.abs(semiMajorAxisKm((2 * Math.PI) / 86164.0905) - 42164.17) < 0.01);
  assert.ok(Math.abs(semiMajorAxisKm(meanMotionRadPerS(7000)) - 7000) < 1e-9);
});

test('refuses an object that escapes, one that falls straight, and elements of neither', () => {
  const refused = { code: 'domain.not_an_ellipse' };
  const positionGcrfKm = [7000, 0, 0] as const;
  for (const velocityGcrfKmPerS of [
    [0, 12, 0],
    [1, 0, 0],
    [0, Number.NaN, 0],
  ] as const) {
    assert.throws(() => keplerianFrom({ epochUtcMs: 0, positionGcrfKm, velocityGcrfKmPerS }), refused);
  }
  assert.throws(() => stateFromKeplerian(elements({ eccentricity: 1 })), refused);
  assert.throws(() => stateFromKeplerian(elements({ semiMajorAxisKm: -7000 })), refused);
});
