import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RelativeState } from '../observations/track.ts';
import { lowOrbitRadPerS, simulate } from '../testing/simulated-track.ts';
import type { Vec3 } from '../vectors/vector.ts';
import { estimateNoise } from './relative-samples.ts';
import { findStays } from './stays.ts';

/** Thirty states at one place, ten on the way, thirty at another; 1 % noise. */
function twoStops(first: Vec3, second: Vec3): RelativeState[] {
  const noisy = simulate({
    start: { positionRtnKm: [0, 1, 0], velocityRtnKmPerS: [0, 0, 0] },
    meanMotionRadPerS: lowOrbitRadPerS,
    durationS: 4140,
    count: 70,
    noiseShare: 0.01,
  });
  return noisy.map((state, i) => {
    const share = Math.min(1, Math.max(0, (i - 29) / 10));
    const place = first.map((from, k) => from + share * (second[k]! - from));
    const [r, t, c] = state.positionRtnKm;
    return { ...state, positionRtnKm: [place[0]! + r, place[1]! + t - 1, place[2]! + c] };
  });
}

test('two stops are two stays with their places and times', () => {
  const states = twoStops([0, 5, 0], [0, 1, 0]);
  const [first, second, ...others] = findStays(states, estimateNoise(states));
  assert.deepEqual(others, []);
  assert.ok(Math.abs(first!.positionRtnKm[1] - 5) < 0.1 && Math.abs(first!.meanRangeKm - 5) < 0.1);
  assert.ok(Math.abs(second!.positionRtnKm[1] - 1) < 0.05);
  assert.equal(first!.window.startUtcMs, states[0]!.epochUtcMs);
  assert.equal(second!.window.endUtcMs, states.at(-1)!.epochUtcMs);
  assert.ok(first!.window.endUtcMs < second!.window.startUtcMs);
});

test('a stray state does not end a stay', () => {
  const states = twoStops([0, 3, 0], [0, 3, 0]).map(
    (state, i): RelativeState => (i === 33 ? { ...state, positionRtnKm: [0, 30, 0] } : state),
  );
  assert.equal(findStays(states, estimateNoise(states)).length, 1);
});

test('passing by is no stay', () => {
  const states = simulate({
    start: { positionRtnKm: [1, -20, 0], velocityRtnKmPerS: [0, 0.02, 0] },
    meanMotionRadPerS: 1e-9,
    durationS: 2000,
    count: 60,
    noiseShare: 0.01,
  });
  assert.deepEqual(findStays(states, estimateNoise(states)), []);
});
