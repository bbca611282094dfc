import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flyScenario, type RelativeState, type Vec3 } from '#domain';
import { motionSeries, seriesFeatures, seriesSteps } from './motion-series.ts';

/** Rounding of float32 values of order 10. */
const tolerance = 1e-5;

const state = (timeS: number, positionRtnKm: Vec3, velocityRtnKmPerS: Vec3): RelativeState => ({
  epochUtcMs: 1000 * timeS,
  positionRtnKm,
  velocityRtnKmPerS,
  line: 1,
});

const scale = (vector: Vec3, factor: number): Vec3 => [factor * vector[0], factor * vector[1], factor * vector[2]];

function assertClose(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < actual.length; i += 1) {
    assert.ok(Math.abs(actual[i]! - expected[i]!) < tolerance, `${actual[i]}, expected ${expected[i]} at ${i}`);
  }
}

test('the series of a flight has every feature at every step, with positions within the largest range', () => {
  const series = motionSeries(flyScenario({ seed: 1, motion: 'flyby' }).track.states);
  assert.equal(series.length, seriesSteps * seriesFeatures);
  const rows = Array.from({ length: seriesSteps }, (_, step) => series.subarray(step * seriesFeatures).subarray(0, 7));
  for (const row of rows) {
    assert.ok(row.every(Number.isFinite), `${row}`);
    assert.ok(Math.hypot(...row.subarray(0, 3)) <= 1 + tolerance, `${row}`);
    assert.ok(row[6]! <= tolerance, `${row}`);
  }
});

test('a flight seven times as large, three times as slow and a day later has the same series', () => {
  const states = flyScenario({ seed: 2, motion: 'rendezvous' }).track.states;
  const other = states.map((one) => ({
    ...one,
    epochUtcMs: 3 * (one.epochUtcMs - states[0]!.epochUtcMs) + 86_400_000,
    positionRtnKm: scale(one.positionRtnKm, 7),
    velocityRtnKmPerS: scale(one.velocityRtnKmPerS, 7 / 3),
  }));
  assertClose(motionSeries(other), motionSeries(states));
});

/**
 * By hand: from 10 km to 0 km along N in 100 s, so a length is 10 km, a time 100 s and a speed 0.1 km/s. At share s of the
 * window the position is 1 - s, the speed -1 and the range the logarithm of 1 - s, at the end that of the least share, 1e-4.
 */
test('a straight approach has the series calculated by hand, however unevenly it is sampled', () => {
  const along = (timeS: number) => state(timeS, [0, 0, 10 - 0.1 * timeS], [0, 0, -0.1]);
  const expected = Array.from({ length: seriesSteps }, (_, step) => {
    const share = step / (seriesSteps - 1);
    return [0, 0, 1 - share, 0, 0, -1, Math.log(Math.max(1e-4, 1 - share))];
  });
  for (const timesS of [
    [0, 100],
    [0, 1, 2, 37, 99, 100],
  ]) {
    assertClose(motionSeries(timesS.map(along)), expected.flat());
  }
});

test('two states of one epoch leave the series finite', () => {
  const states = [
    state(0, [4, 0, 0], [0, 0, 0]),
    state(50, [3, 0, 0], [0, 0, 0]),
    state(50, [3.1, 0, 0], [0, 0, 0]),
    state(100, [2, 0, 0], [0, 0, 0]),
  ];
  for (const given of [states, [states[0]!, ...states], [...states, states[3]!]]) {
    assert.ok(motionSeries(given).every(Number.isFinite));
  }
});

test('states that span no time or no range are refused', () => {
  const still = state(0, [1, 2, 3], [0, 0, 0]);
  const here = (timeS: number) => state(timeS, [0, 0, 0], [0, 0, 0]);
  for (const states of [[], [still], [still, still], [here(0), here(10)]]) {
    assert.throws(() => motionSeries(states), /expected states at two epochs or more and a range above zero/);
  }
});
