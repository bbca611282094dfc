import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { relativeStateRtn } from '../frames/rtn.ts';
import { stateFromKeplerian } from '../orbits/keplerian.ts';
import { coastTwoBody } from '../propagation/two-body.ts';
import { length } from '../vectors/vector.ts';
import type { CwState } from './clohessy-wiltshire.ts';
import { passiveSafety, vectorSeparationKm } from './passive-safety.ts';
import { relativeElementsOfRtn } from './relative-orbital-elements.ts';

const n = Math.sqrt(398600.4418 / 7000 ** 3);
const circle = { semiMajorAxisKm: 7000, eccentricity: 0, trueAnomalyRad: 0 };
const component = fc.double({ min: -2e-3, max: 2e-3, noNaN: true });

// D'Amico and Montenbruck 2006, for equal heights: sqrt(2) a |δe·δi| / sqrt(δe² + δi² + |δe+δi| |δe-δi|).
test('the separation by eccentricity and inclination vectors is the published closed form', () => {
  fc.assert(
    fc.property(component, component, component, component, (ex, ey, ix, iy) => {
      const sum = ex * ex + ey * ey + ix * ix + iy * iy;
      fc.pre(sum > 1e-12);
      const product = Math.hypot(ex + ix, ey + iy) * Math.hypot(ex - ix, ey - iy);
      const closedKm = (Math.SQRT2 * 7000 * Math.abs(ex * ix + ey * iy)) / Math.sqrt(sum + product);
      const found = vectorSeparationKm({
        kind: 'relative orbital elements',
        ownSemiMajorAxisKm: 7000,
        semiMajorAxis: 0,
        meanLongitudeRad: 0,
        eccentricity: [ex, ey],
        inclination: [ix, iy],
      });
      const aMillimeterKm = 1e-6;
      assert.ok(Math.abs(found - closedKm) < aMillimeterKm, `expected ${closedKm} km, got ${found} km`);
    }),
  );
});

test('about a circle, coasting and vectors give the same distance across the track, drifting or not', () => {
  const position = fc.double({ min: -5, max: 5, noNaN: true });
  const velocity = fc.double({ min: -5e-3, max: 5e-3, noNaN: true });
  fc.assert(
    fc.property(position, position, velocity, velocity, velocity, (r, c, vr, vt, vc) => {
      const state: CwState = { positionRtnKm: [r, 3, c], velocityRtnKmPerS: [vr, vt, vc] };
      const byVectors = vectorSeparationKm(relativeElementsOfRtn(state, 7000, 0));
      const byCoasting = passiveSafety(state, circle, 1).leastAcrossTrackKm;
      assert.ok(Math.abs(byVectors - byCoasting) < 1e-5, `${byVectors} km, ${byCoasting} km`);
    }),
    { numRuns: 50 },
  );
});

test('a safety ellipse that walks past keeps its distance: parallel vectors', () => {
  // 1 km high and low, 1 km to the sides when level, and 0.2 km lower on the whole, so that it moves ahead.
  const state: CwState = {
    positionRtnKm: [-1.2, -5, 0],
    velocityRtnKmPerS: [0, 2 * n + 0.3 * n, n],
  };
  const safety = passiveSafety(state, circle, 6);
  assert.ok(Math.abs(safety.driftKmPerRevolution - 3 * Math.PI * 0.2) < 1e-9);
  assert.ok(safety.leastAcrossTrackKm > 0.8 - 1e-9 && safety.leastAcrossTrackKm < 1);
  assert.ok(safety.leastRangeKm >= safety.leastAcrossTrackKm);
  assert.ok(safety.leastRangeKm < 1.2);
  assert.ok(safety.leastRangeAfterS > (2 * Math.PI) / n, 'it takes more than a revolution to arrive');
});

test('without the shift in height the same motion in the plane alone comes through the own track', () => {
  const state: CwState = { positionRtnKm: [-1, -5, 0], velocityRtnKmPerS: [0, 2 * n, 0] };
  const safety = passiveSafety(state, circle, 1);
  assert.ok(safety.leastAcrossTrackKm < 1e-5);
  assert.ok(Math.abs(safety.leastRangeKm - 3) < 1e-6);
  assert.ok(Math.abs(safety.driftKmPerRevolution) < 1e-9);
});

test('about an orbit of eccentricity 0.7 the least range is that of two coasting orbits', () => {
  const slot = {
    kind: 'keplerian elements',
    epochUtcMs: 0,
    semiMajorAxisKm: 26_600,
    eccentricity: 0.7,
    inclinationRad: 1.1,
    raanRad: 1,
    argOfPerigeeRad: 4.7,
    trueAnomalyRad: 2.5,
  } as const;
  const own = stateFromKeplerian(slot);
  const target = stateFromKeplerian({
    ...slot,
    eccentricity: 0.70002,
    inclinationRad: 1.10003,
    trueAnomalyRad: 2.49999,
  });
  const safety = passiveSafety(relativeStateRtn(own, target), slot, 2);
  const periodS = 2 * Math.PI * Math.sqrt(26_600 ** 3 / 398600.4418);
  const flown = Array.from({ length: 20_001 }, (_, i) => {
    const epochUtcMs = (2000 * periodS * i) / 20_000;
    return relativeStateRtn(coastTwoBody(own, epochUtcMs), coastTwoBody(target, epochUtcMs)).positionRtnKm;
  });
  const nearestKm = Math.min(...flown.map(length));
  const acrossKm = Math.min(...flown.map(([r, , c]) => Math.hypot(r, c)));
  // The motion is linear: second order in the 3 km of range leaves meters.
  assert.ok(Math.abs(safety.leastRangeKm - nearestKm) < 0.005, `${safety.leastRangeKm} km, flown ${nearestKm} km`);
  assert.ok(Math.abs(safety.leastAcrossTrackKm - acrossKm) < 0.005);
});
