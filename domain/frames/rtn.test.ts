import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { earthMuKm3PerS2 } from '../units.ts';
import { cross, distance, dot, length, type Vec3 } from '../vectors/vector.ts';
import type { InertialState } from './inertial-state.ts';
import { absoluteFromRtn, relativeStateRtn, rtnAxes } from './rtn.ts';

const at = (positionGcrfKm: Vec3, velocityGcrfKmPerS: Vec3): InertialState => ({
  epochUtcMs: 0,
  positionGcrfKm,
  velocityGcrfKmPerS,
});

interface State {
  positionKm: Vec3;
  velocityKmPerS: Vec3;
}

// Differences of positions along two-body orbits, turned into the axes of their own instant; scripts/golden/frames.py.
const golden = JSON.parse(readFileSync(new URL('../../data/golden/frames/rtn.json', import.meta.url), 'utf8')) as {
  own: State;
  target: State;
  positionRtnKm: Vec3;
  velocityRtnKmPerS: Vec3;
}[];

test('position and its rate agree with differences along two-body orbits, circular and not, to 1 µm/s', () => {
  for (const { own, target, positionRtnKm, velocityRtnKmPerS } of golden) {
    const seen = relativeStateRtn(at(own.positionKm, own.velocityKmPerS), at(target.positionKm, target.velocityKmPerS));
    assert.ok(distance(seen.positionRtnKm, positionRtnKm) < 1e-9);
    assert.ok(distance(seen.velocityRtnKmPerS, velocityRtnKmPerS) < 1e-9);
  }
});

const radiusKm = 7000;
const speedKmPerS = Math.sqrt(earthMuKm3PerS2 / radiusKm);
const circular = at([radiusKm, 0, 0], [0, 0, speedKmPerS]);

test('R points away from the Earth, T forward, N along the angular momentum', () => {
  const [r, t, n] = rtnAxes(circular);
  assert.ok(distance(r, [1, 0, 0]) < 1e-15);
  assert.ok(distance(t, [0, 0, 1]) < 1e-15);
  assert.ok(distance(n, [0, -1, 0]) < 1e-15);
});

test('a target that follows on the same circle stands still', () => {
  const [c, s] = [Math.cos(0.01), Math.sin(0.01)];
  const behind = at([radiusKm * c, 0, -radiusKm * s], [speedKmPerS * s, 0, speedKmPerS * c]);
  const { positionRtnKm, velocityRtnKmPerS } = relativeStateRtn(circular, behind);
  assert.ok(distance(positionRtnKm, [radiusKm * (c - 1), -radiusKm * s, 0]) < 1e-9);
  assert.ok(length(velocityRtnKmPerS) < 1e-12);
});

test('a target on a higher circle falls back by the difference of angular rates', () => {
  const higherKm = radiusKm + 10;
  const higherSpeed = Math.sqrt(earthMuKm3PerS2 / higherKm);
  const { positionRtnKm, velocityRtnKmPerS } = relativeStateRtn(circular, at([higherKm, 0, 0], [0, 0, higherSpeed]));
  assert.deepEqual(positionRtnKm, [10, 0, 0]);
  const expected = higherKm * (higherSpeed / higherKm - speedKmPerS / radiusKm);
  assert.ok(Math.abs(velocityRtnKmPerS[1] - expected) < 1e-12);
  // Three halves of the mean motion, the drift of Clohessy and Wiltshire plus the shear, to first order.
  assert.ok(Math.abs(velocityRtnKmPerS[1] / ((-1.5 * 10 * speedKmPerS) / radiusKm) - 1) < 0.002);
});

const component = (most: number) => fc.double({ min: -most, max: most, noNaN: true });
const vector = (most: number) => fc.tuple(component(most), component(most), component(most));
const own = fc
  .tuple(vector(42_000), vector(9))
  .filter(([r, v]) => length(r) > 6_400 && length(v) > 1 && length(cross(r, v)) > 0.1 * length(r) * length(v))
  .map(([r, v]) => at(r, v));

test('a relative state comes back through the absolute one to a micrometer', () => {
  fc.assert(
    fc.property(own, vector(1_000), vector(1), (ownState, positionRtnKm, velocityRtnKmPerS) => {
      const back = relativeStateRtn(ownState, absoluteFromRtn(ownState, { positionRtnKm, velocityRtnKmPerS }));
      assert.ok(distance(back.positionRtnKm, positionRtnKm) < 1e-9);
      assert.ok(distance(back.velocityRtnKmPerS, velocityRtnKmPerS) < 1e-12);
    }),
  );
});

test('the axes are orthogonal unit vectors, right-handed', () => {
  fc.assert(
    fc.property(own, (state) => {
      const [r, t, n] = rtnAxes(state);
      for (const axis of [r, t, n]) assert.ok(Math.abs(length(axis) - 1) < 1e-14);
      assert.ok(distance(cross(r, t), n) < 1e-14);
      assert.ok(dot(t, state.velocityGcrfKmPerS) > 0);
    }),
  );
});

test('refuses an own state without an orbital plane', () => {
  const hostile = [at([7000, 0, 0], [1, 0, 0]), at([7000, 0, 0], [0, 0, 0]), at([0, 0, 0], [0, 7, 0])];
  for (const state of [...hostile, at([Number.NaN, 0, 0], [0, 7, 0])]) {
    assert.throws(() => rtnAxes(state), { code: 'domain.no_orbit_plane' });
  }
});

test('refuses states of different epochs', () => {
  assert.throws(() => relativeStateRtn(circular, { ...circular, epochUtcMs: 1 }), { code: 'domain.epoch_mismatch' });
});
