import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import type { InertialState } from '../frames/inertial-state.ts';
import { relativeStateRtn } from '../frames/rtn.ts';
import { distance, type Vec3 } from '../vectors/vector.ts';
import { potential, propagate, specificEnergy } from './numerical.ts';

interface Day {
  readonly name: string;
  readonly start: readonly [number, number, number, number, number, number];
  readonly states: readonly { readonly afterS: number; readonly positionKm: Vec3; readonly velocityKmPerS: Vec3 }[];
}

// scipy DOP853, rtol 1e-13, by scripts/golden/numerical-propagation.py.
const days: readonly Day[] = JSON.parse(
  readFileSync(new URL('../../data/golden/numerical-propagation/day.json', import.meta.url), 'utf8'),
);

/** Two orbits of a formation: their states at the beginning, and the relative positions and rates to come. */
interface Formation {
  readonly name: string;
  readonly states: readonly { readonly own: Day['start']; readonly target: Day['start'] }[];
  readonly withJ2: readonly { readonly afterS: number; readonly rtn: Day['start'] }[];
}

// scipy DOP853, rtol 1e-12, by scripts/golden/relative-motion.py: a revolution under J2, formations of 0.1 to 20 km.
const formations: readonly Formation[] = JSON.parse(
  readFileSync(new URL('../../data/golden/relative-motion/relative-motion.json', import.meta.url), 'utf8'),
);

const oneMeterKm = 1e-3;
const startUtcMs = Date.UTC(2026, 0, 1);

const stateOf = ([x, y, z, vx, vy, vz]: Day['start']): InertialState => ({
  epochUtcMs: startUtcMs,
  positionGcrfKm: [x, y, z],
  velocityGcrfKmPerS: [vx, vy, vz],
});

/** Orbits above the surface at all times: from 7000 km on, at no less than circular speed, mostly across. */
const someState = fc
  .record({
    radiusKm: fc.double({ min: 7000, max: 42200, noNaN: true }),
    latitude: fc.double({ min: -1.5, max: 1.5, noNaN: true }),
    speedFactor: fc.double({ min: 1, max: 1.3, noNaN: true }),
    heading: fc.double({ min: 0, max: 6.28, noNaN: true }),
  })
  .map(({ radiusKm, latitude, speedFactor, heading }): InertialState => {
    const speed = speedFactor * Math.sqrt(398600.4418 / radiusKm);
    const north = speed * Math.sin(heading);
    return {
      epochUtcMs: startUtcMs,
      positionGcrfKm: [radiusKm * Math.cos(latitude), 0, radiusKm * Math.sin(latitude)],
      velocityGcrfKmPerS: [-north * Math.sin(latitude), speed * Math.cos(heading), north * Math.cos(latitude)],
    };
  });

for (const { name, start, states } of days) {
  test(`a day of a ${name} agrees with an eighth-order integrator within 0.1 m`, () => {
    for (const { afterS, positionKm, velocityKmPerS } of states) {
      const state = propagate(stateOf(start), startUtcMs + 1000 * afterS);
      assert.ok(state);
      assert.ok(distance(state.positionGcrfKm, positionKm) < 0.1 * oneMeterKm, `position after ${afterS} s`);
      assert.ok(distance(state.velocityGcrfKmPerS, velocityKmPerS) < 1e-4 * oneMeterKm, `velocity after ${afterS} s`);
    }
  });
}

test('the difference of two orbits agrees with an eighth-order integrator within 1 mm over a revolution', () => {
  assert.ok(formations.length >= 12);
  for (const { name, states, withJ2 } of formations) {
    const [own, target] = [stateOf(states[0]!.own), stateOf(states[0]!.target)];
    for (const { afterS, rtn } of withJ2) {
      const epochUtcMs = startUtcMs + 1000 * afterS;
      const there = relativeStateRtn(propagate(own, epochUtcMs)!, propagate(target, epochUtcMs)!);
      const missKm = distance(there.positionRtnKm, [rtn[0], rtn[1], rtn[2]]);
      assert.ok(missKm < 1e-3 * oneMeterKm, `${name} after ${afterS} s: off by ${missKm} km`);
    }
  }
});

test('any orbit keeps its energy for six hours to a part in a billion', () => {
  fc.assert(
    fc.property(someState, (state) => {
      const later = propagate(state, startUtcMs + 6 * 3_600_000);
      assert.ok(later);
      const change = specificEnergy(later) - specificEnergy(state);
      assert.ok(Math.abs(change) < 1e-9 * Math.abs(potential(state.positionGcrfKm)), `changed by ${change} km²/s²`);
    }),
    { numRuns: 50 },
  );
});

test('any orbit flown back arrives where it began, within 0.1 m', () => {
  fc.assert(
    fc.property(someState, fc.double({ min: -20_000, max: 20_000, noNaN: true }), (state, durationS) => {
      const away = propagate(state, startUtcMs + 1000 * durationS);
      const back = away && propagate(away, startUtcMs);
      assert.ok(back);
      assert.ok(distance(back.positionGcrfKm, state.positionGcrfKm) < 0.1 * oneMeterKm);
    }),
    { numRuns: 50 },
  );
});

test('the same epoch leaves the state as it is', () => {
  const state = stateOf(days[0]!.start);
  assert.deepEqual(propagate(state, state.epochUtcMs), state);
});

test('an orbit that meets the Earth has no state afterwards', () => {
  const dropped: InertialState = { ...stateOf([6800, 0, 0, 0, 1, 0]) };
  assert.equal(propagate(dropped, startUtcMs + 3_600_000), undefined);
  assert.equal(propagate({ ...dropped, positionGcrfKm: [0, 0, 0] }, startUtcMs + 1000), undefined);
});

test('numbers that are not finite have no state and no endless loop', () => {
  const state = stateOf(days[0]!.start);
  assert.equal(propagate(state, Number.POSITIVE_INFINITY), undefined);
  assert.equal(propagate({ ...state, epochUtcMs: Number.NaN }, startUtcMs), undefined);
  assert.equal(propagate({ ...state, positionGcrfKm: [Number.NaN, 0, 0] }, startUtcMs + 1000), undefined);
  assert.equal(
    propagate({ ...state, velocityGcrfKmPerS: [Number.POSITIVE_INFINITY, 0, 0] }, startUtcMs + 1e6),
    undefined,
  );
});
