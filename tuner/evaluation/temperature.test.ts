import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '#domain';
import { applyTemperature, fitTemperature, scaleDistribution } from './temperature.ts';

const isNear = (got: number, expected: number, tolerance: number) =>
  assert.ok(Math.abs(got - expected) <= tolerance, `got ${got}, expected ${expected}`);

test('fits the temperature that statsmodels 0.15 finds as a logistic regression', () => {
  // 1 / Logit(correct, scipy.special.logit(confidences)).fit(tol=1e-14).params[0]
  const confidences = [
    0.97, 0.95, 0.91, 0.88, 0.83, 0.79, 0.74, 0.71, 0.66, 0.62, 0.58, 0.55, 0.52, 0.44, 0.41, 0.38, 0.33, 0.27, 0.19,
    0.08,
  ];
  const correct = [1, 1, 1, 0, 1, 1, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0, 0, 1, 0, 0].map(Boolean);
  isNear(fitTemperature(confidences, correct), 1.2548828508915697, 1e-6);

  const overconfident = [...Array(10).fill(0.99), ...Array(10).fill(0.9)];
  const sometimesRight = [...Array(10).keys(), ...Array(10).keys()].map((i, record) => i < (record < 10 ? 7 : 6));
  isNear(fitTemperature(overconfident, sometimesRight), 5.422384598378275, 1e-6);
});

test('finds the temperature by which true probabilities were made too sure', () => {
  // Outcomes drawn from p, confidences sharpened by T = 1/2: the fit has to undo it with T = 2.
  const random = createRandom(11);
  const probabilities = Array.from({ length: 20_000 }, () => random.between(0.05, 0.95));
  const correct = probabilities.map((probability) => random.chance(probability));
  const sharpened = probabilities.map((probability) => applyTemperature(probability, 0.5));
  isNear(fitTemperature(sharpened, correct), 2, 0.06);
});

test('ends at the range of temperatures when the outcomes ask for more', () => {
  isNear(fitTemperature([0.9, 0.8], [true, true]), 0.01, 1e-9);
  isNear(fitTemperature([0.9, 0.8], [false, false]), 100, 1e-6);
});

test('leaves confidences of 1/2 as they are', () => {
  assert.equal(fitTemperature([0.5, 0.5], [true, false]), 1);
});

test('stays finite when the model was fully sure and wrong', () => {
  // Nine of ten right at confidence 1, counted as 1 − 1e-6: T brings odds of 999 999 to 1 down to 9 to 1.
  const correct = [...Array(9).fill(true), false];
  isNear(fitTemperature(Array(10).fill(1), correct), Math.log(999_999) / Math.log(9), 1e-6);
});

test('scales the log-odds of a probability', () => {
  // Odds of 0.9 are 9: their square root 3 is 3/4, their square 81 is 81/82.
  isNear(applyTemperature(0.9, 2), 0.75, 1e-12);
  isNear(applyTemperature(0.9, 0.5), 81 / 82, 1e-12);
  // scipy.special.expit(logit(1 - 1e-6) / 2)
  isNear(applyTemperature(1, 2), 0.9990009985019828, 1e-12);
  assert.equal(applyTemperature(0.5, 7), 0.5);
});

test('agrees with scipy 1.17 on a scaled distribution', () => {
  // scipy.special.softmax(numpy.log([0.7, 0.2, 0.1, 0]) / T) for T = 2, 0.5 and 0.0001 (0.7 ** 10000 is 0 in floating point)
  const expected = [
    { temperature: 2, scaled: [0.522879383008, 0.279490786546, 0.197629830446, 0] },
    { temperature: 0.5, scaled: [0.907407407407, 0.074074074074, 0.018518518519, 0] },
    { temperature: 0.0001, scaled: [1, 0, 0, 0] },
  ];
  for (const { temperature, scaled } of expected) {
    const got = scaleDistribution([0.7, 0.2, 0.1, 0], temperature);
    for (const [i, probability] of scaled.entries()) isNear(got[i]!, probability, 1e-12);
  }
});

test('a scaled distribution of two is the scaled probability', () => {
  isNear(scaleDistribution([0.83, 0.17], 1.7)[0]!, applyTemperature(0.83, 1.7), 1e-12);
});

test('refuses what is no probability or temperature', () => {
  assert.throws(() => fitTemperature([0.5], []), /each of 1 confidences, got 0/);
  assert.throws(() => applyTemperature(1.2, 1), /expected a probability, got 1.2/);
  assert.throws(() => applyTemperature(0.5, 0), /positive temperature, got 0/);
  assert.throws(() => scaleDistribution([0, 0], 1), /at least one positive/);
  assert.throws(() => scaleDistribution([0.5, -0.1], 1), /at least one positive/);
  assert.throws(() => scaleDistribution([0.5, Number.NaN], 1), /at least one positive/);
  assert.throws(() => scaleDistribution([], 1), /got none/);
});
