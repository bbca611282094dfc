import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { RelativeState } from '../observations/track.ts';
import { createRandom } from '../scenarios/random.ts';
import { distance, length, type Vec3 } from '../vectors/vector.ts';
import { type CwState, coast } from './clohessy-wiltshire.ts';
import { closestApproachesOfStates } from './closest-approaches-of-states.ts';

const n = 0.00113;
const periodS = (2 * Math.PI) / n;
const startUtcMs = Date.UTC(2026, 2, 1);

/** Samples of a coasting target, with errors of every component of position, and of velocity at the rate of the orbit. */
function sampled(start: CwState, timesS: readonly number[], sigmaKm = 0, seed = 1): RelativeState[] {
  const random = createRandom(seed);
  const blur = (v: Vec3, sigma: number): Vec3 => [
    v[0] + sigma * random.normal(),
    v[1] + sigma * random.normal(),
    v[2] + sigma * random.normal(),
  ];
  return timesS.map((timeS, line) => {
    const { positionRtnKm, velocityRtnKmPerS } = coast(start, n, timeS);
    return {
      epochUtcMs: startUtcMs + 1000 * timeS,
      positionRtnKm: blur(positionRtnKm, sigmaKm),
      velocityRtnKmPerS: blur(velocityRtnKmPerS, sigmaKm * n),
      line,
    };
  });
}
const every = (stepS: number, count: number) => Array.from({ length: count }, (_, i) => i * stepS);
/** Two to four kilometers away on the closed ellipse about the own spacecraft. */
const ellipse: CwState = { positionRtnKm: [2, 0, 0], velocityRtnKmPerS: [0, -4 * n, 0] };
/** Moves ahead 1 km below the own track at 1.7 m/s; abeam after 49 minutes. */
const passing: CwState = { positionRtnKm: [-1, -5, 0.3], velocityRtnKmPerS: [0, 1.5 * n, 0] };

test('finds the two approaches of every revolution about the own spacecraft', () => {
  const found = closestApproachesOfStates(sampled(ellipse, every(100, 112)));
  const inside = found.filter(({ atEdge }) => atEdge === undefined);
  assert.deepEqual(
    inside.map(({ epochUtcMs }) => Math.round((epochUtcMs - startUtcMs) / 1000 / (periodS / 2))),
    [1, 2, 3],
  );
  for (const [i, { epochUtcMs, rangeKm, relativeSpeedKmPerS }] of inside.entries()) {
    assert.ok(Math.abs(epochUtcMs - startUtcMs - 500 * periodS * (i + 1)) < 10);
    assert.ok(Math.abs(rangeKm - 2) < 1e-6);
    // The velocity between samples is a chord of its arc: (n dt)² / 8 short.
    assert.ok(Math.abs(relativeSpeedKmPerS - 4 * n) < 0.002 * 4 * n);
  }
  assert.equal(found[0]!.atEdge, 'start');
});

test('between samples the approach is found as well as on a fine grid, wherever the samples fall', () => {
  const truth = every(0.05, 100_000).reduce(
    (least, timeS) => {
      const position = coast(passing, n, timeS).positionRtnKm;
      return length(position) < length(least.position) ? { timeS, position } : least;
    },
    { timeS: 0, position: passing.positionRtnKm },
  );
  fc.assert(
    fc.property(fc.double({ min: 0, max: 90, noNaN: true }), (offsetS) => {
      const timesS = every(90, 56).map((timeS) => timeS + offsetS);
      const [closest] = closestApproachesOfStates(sampled(passing, timesS)).filter(
        ({ atEdge }) => atEdge === undefined,
      );
      assert.ok(distance(closest!.positionRtnKm, truth.position) < 1e-3);
      assert.ok(Math.abs(closest!.rangeKm - length(truth.position)) < 1e-5);
      assert.ok(Math.abs(closest!.epochUtcMs - startUtcMs - 1000 * truth.timeS) < 200);
    }),
    { numRuns: 20 },
  );
});

test('a fast pass between two samples is found', () => {
  const fast: CwState = { positionRtnKm: [0.2, -300, 0], velocityRtnKmPerS: [0, 10, 0] };
  const straight = [-20, 0, 20, 40, 60, 80].map((timeS, line) => ({
    epochUtcMs: startUtcMs + 1000 * timeS,
    positionRtnKm: [0.2, -300 + 10 * timeS, 0] as const,
    velocityRtnKmPerS: fast.velocityRtnKmPerS,
    line,
  }));
  const [closest, ...others] = closestApproachesOfStates(straight);
  assert.deepEqual(others, []);
  assert.ok(Math.abs(closest!.rangeKm - 0.2) < 1e-9);
  assert.ok(Math.abs(closest!.epochUtcMs - startUtcMs - 30_000) < 0.01);
});

test('noise makes no approaches: as many are found with as without, for a hundred seeds', () => {
  const timesS = every(120, 93);
  const bare = closestApproachesOfStates(sampled(ellipse, timesS)).length;
  const holding: CwState = { positionRtnKm: [0, 2, 0], velocityRtnKmPerS: [0, 0, 0] };
  for (let seed = 0; seed < 100; seed++) {
    assert.equal(closestApproachesOfStates(sampled(ellipse, timesS, 0.03, seed)).length, bare, `seed ${seed}`);
    assert.equal(closestApproachesOfStates(sampled(holding, timesS, 0.03, seed)).length, 1, `seed ${seed}`);
  }
});

test('noise moves the range of an approach by no more than six standard deviations', () => {
  const [truth] = closestApproachesOfStates(sampled(passing, every(90, 56)));
  for (let seed = 0; seed < 50; seed++) {
    const [closest, ...others] = closestApproachesOfStates(sampled(passing, every(90, 56), 0.02, seed));
    assert.deepEqual(others, []);
    assert.ok(Math.abs(closest!.rangeKm - truth!.rangeKm) < 0.12, `seed ${seed}: ${closest!.rangeKm} km`);
  }
});

test('a gap is not crossed: the approach is said to be at its edge', () => {
  const timesS = every(90, 56).filter((timeS) => Math.abs(timeS - 3000) > 1000);
  const found = closestApproachesOfStates(sampled(passing, timesS));
  assert.deepEqual(
    found.map(({ epochUtcMs, atEdge }) => [(epochUtcMs - startUtcMs) / 1000, atEdge]),
    [[1980, 'end']],
  );
});

test('ranges that only fall, or only grow, are closest at an edge', () => {
  const leaving: CwState = { positionRtnKm: [0, 5, 0], velocityRtnKmPerS: [0, 0.01, 0] };
  const states = sampled(leaving, every(30, 20));
  assert.deepEqual(
    closestApproachesOfStates(states).map(({ atEdge }) => atEdge),
    ['start'],
  );
  const coming = states.map((state, i) => ({ ...states[states.length - 1 - i]!, epochUtcMs: state.epochUtcMs }));
  const reversed = coming.map(({ velocityRtnKmPerS: [r, t, c], ...state }) => ({
    ...state,
    velocityRtnKmPerS: [-r, -t, -c] as const,
  }));
  assert.deepEqual(
    closestApproachesOfStates(reversed).map(({ atEdge }) => atEdge),
    ['end'],
  );
});

test('no sample makes no approach, and one makes one', () => {
  assert.deepEqual(closestApproachesOfStates([]), []);
  assert.equal(closestApproachesOfStates(sampled(ellipse, [0])).length, 1);
});
