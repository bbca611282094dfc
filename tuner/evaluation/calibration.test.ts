import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adaptiveCalibrationError, brierScore, expectedCalibrationError, reliabilityBins } from './calibration.ts';

const confidences = [
  0.97, 0.95, 0.91, 0.88, 0.83, 0.79, 0.74, 0.71, 0.66, 0.62, 0.58, 0.55, 0.52, 0.44, 0.41, 0.38, 0.33, 0.27, 0.19,
  0.08,
];
const correct = [1, 1, 1, 0, 1, 1, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0, 0, 1, 0, 0].map(Boolean);

// A tuned model: many answers of the same, full confidence.
const tiedConfidences = [1, 1, 1, 1, 1, 0.9, 0.9, 0.9, 0.6, 0.5, 0.3];
const tiedCorrect = [1, 1, 1, 0, 1, 1, 0, 1, 0, 1, 0].map(Boolean);

const rounding = 1e-12;
const isNear = (got: number, expected: number) =>
  assert.ok(Math.abs(got - expected) <= rounding, `got ${got}, expected ${expected}`);

test('bins records as scikit-learn 1.9 does', () => {
  // calibration_curve(correct, confidences, n_bins=5), with the counts of numpy.bincount
  const bins = reliabilityBins(confidences, correct, 5);
  assert.deepEqual(
    bins.map(({ count }) => count),
    [2, 3, 5, 5, 5],
  );
  for (const [i, expected] of [0.135, 0.326666666667, 0.5, 0.704, 0.908].entries()) {
    isNear(bins[i]!.meanConfidence!, expected);
  }
  for (const [i, expected] of [0, 0.333333333333, 0.6, 0.6, 0.8].entries())
    isNear(bins[i]!.accuracy.accuracy, expected);
});

test('agrees with the calibration error made of the bins of scikit-learn 1.9', () => {
  // sum(count * |prob_true - prob_pred|) / 20 of calibration_curve(..., strategy='uniform'), n_bins=5 and 15
  isNear(expectedCalibrationError(confidences, correct, 5), 0.0925);
  isNear(expectedCalibrationError(confidences, correct), 0.2545);
});

test('agrees with the calibration error made of the quantile bins of scikit-learn 1.9', () => {
  // as above with strategy='quantile'
  isNear(adaptiveCalibrationError(confidences, correct, 5), 0.1125);
  isNear(adaptiveCalibrationError(confidences, correct), 0.29449999999999993);
  isNear(adaptiveCalibrationError(tiedConfidences, tiedCorrect, 3), 0.19090909090909094);
});

test('keeps equal confidences in one bin, whatever the order of the records', () => {
  const reversed = adaptiveCalibrationError(tiedConfidences.toReversed(), tiedCorrect.toReversed(), 4);
  isNear(reversed, adaptiveCalibrationError(tiedConfidences, tiedCorrect, 4));
});

test('agrees with the Brier score of scikit-learn 1.9', () => {
  // brier_score_loss(correct, confidences)
  isNear(brierScore(confidences, correct), 0.197515);
});

test('puts a confidence on an edge into the bin below, and 0 into the first', () => {
  const bins = reliabilityBins([0, 0.2, 0.200001, 1], [true, true, true, true], 5);
  assert.deepEqual(
    bins.map(({ count }) => count),
    [2, 1, 0, 0, 1],
  );
});

test('an empty bin has no mean confidence and says nothing of its accuracy', () => {
  const [first] = reliabilityBins([1], [true], 2);
  assert.equal(first!.meanConfidence, null);
  assert.deepEqual([first!.accuracy.low, first!.accuracy.high], [0, 1]);
});

test('is 1 when every answer is fully sure and wrong', () => {
  const wrong = [false, false];
  assert.deepEqual([expectedCalibrationError([1, 1], wrong), adaptiveCalibrationError([1, 1], wrong)], [1, 1]);
});

test('refuses confidences that cannot be scored', () => {
  assert.throws(() => expectedCalibrationError([], []), /at least one confidence/);
  assert.throws(() => brierScore([0.5, 0.5], [true]), /each of 2 confidences, got 1/);
  assert.throws(() => reliabilityBins([1.5], [true]), /from 0 to 1, got 1.5/);
  assert.throws(() => adaptiveCalibrationError([Number.NaN], [true]), /got NaN/);
  assert.throws(() => reliabilityBins([0.5], [true], 0), /number of bins/);
});
