import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ellipse, type Impulse, lowOrbitRadPerS, simulate } from '../testing/simulated-track.ts';
import { findVelocitySteps, type StepSearch } from './maneuver-steps.ts';
import { estimateNoise, toSamples } from './relative-samples.ts';

const n = lowOrbitRadPerS;
const durationS = 5700;
const runs = 60;

/** Steps found in noisy flights on a drifting ellipse, each with another seed. */
function search(impulses: readonly Impulse[], noiseShare: number, isOrbitKnown = true): StepSearch[] {
  return Array.from({ length: runs }, (_, seed) => {
    const start = ellipse(n, { radialKm: 1, aboveKm: 0.2, aheadKm: -4, crossTrackKm: 0.5 });
    const states = simulate({ start, meanMotionRadPerS: n, durationS, count: 80, noiseShare, impulses, seed });
    const known = isOrbitKnown ? n : undefined;
    return findVelocitySteps(toSamples(states, estimateNoise(states, known), known), known);
  });
}

const burn: Impulse = { timeS: 2870, deltaVRtnKmPerS: [0.0004, -0.0009, 0.0003] };

test('coasting shows no step in at least 59 of 60 noisy flights, with and without the own orbit', () => {
  for (const noiseShare of [0.002, 0.02]) {
    for (const isOrbitKnown of [true, false]) {
      const alarms = search([], noiseShare, isOrbitKnown).filter(({ steps }) => steps.length > 0).length;
      assert.ok(alarms <= 1, `${alarms} of ${runs} at ${noiseShare}, orbit known: ${isOrbitKnown}`);
    }
  }
});

test('a step of 1 m/s is found, alone, in at least 57 of 60 flights with 2 % noise, and its epoch is within its window', () => {
  const found = search([burn], 0.02).filter(
    ({ steps: [step, ...others] }) =>
      step !== undefined && others.length === 0 && step.fromS <= burn.timeS && burn.timeS <= step.toS,
  );
  assert.ok(found.length >= 57, `${found.length} of ${runs}`);
});

test('the estimated step is off by what its standard deviation says', () => {
  const squares = search([burn], 0.01).flatMap(({ steps: [step] }) =>
    step ? step.deltaVRtnKmPerS.map((value, k) => ((value - burn.deltaVRtnKmPerS[k]!) / step.sigmaKmPerS) ** 2) : [],
  );
  const deviation = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
  assert.ok(squares.length >= 3 * 57, `${squares.length} components`);
  assert.ok(deviation > 0.5 && deviation < 1.6, `${deviation} standard deviations`);
});

test('two steps are told apart', () => {
  const second: Impulse = { timeS: 4100, deltaVRtnKmPerS: [-0.0008, 0.0006, 0] };
  const both = search([burn, second], 0.005).filter(({ steps }) => steps.length === 2);
  assert.ok(both.length >= 57, `${both.length} of ${runs}`);
});

test('says that it would have seen a step of less than 1 m/s at 0.5 % noise', () => {
  for (const { leastVisibleKmPerS } of search([], 0.005)) {
    assert.ok(leastVisibleKmPerS > 0 && leastVisibleKmPerS < 0.001, `${leastVisibleKmPerS}`);
  }
});
