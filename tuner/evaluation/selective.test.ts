import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accuracyAtCoverage, areaUnderRiskCoverage, selectiveCurve } from './selective.ts';

// By threshold: 5 records at 1 (4 right), 3 at 0.9 (2 right), then 0.6 wrong, 0.5 right, 0.3 wrong.
const confidences = [0.9, 1, 0.3, 1, 1, 0.6, 0.9, 1, 0.5, 1, 0.9];
const correct = [1, 1, 0, 1, 1, 0, 0, 0, 1, 1, 1].map(Boolean);

const rounding = 1e-12;
const isNear = (got: number, expected: number) =>
  assert.ok(Math.abs(got - expected) <= rounding, `got ${got}, expected ${expected}`);

test('has a point at every distinct confidence, the surest first', () => {
  assert.deepEqual(selectiveCurve(confidences, correct), [
    { threshold: 1, coverage: 5 / 11, accuracy: 4 / 5 },
    { threshold: 0.9, coverage: 8 / 11, accuracy: 6 / 8 },
    { threshold: 0.6, coverage: 9 / 11, accuracy: 6 / 9 },
    { threshold: 0.5, coverage: 10 / 11, accuracy: 7 / 10 },
    { threshold: 0.3, coverage: 1, accuracy: 7 / 11 },
  ]);
});

test('takes equal confidences whole and tells the coverage really reached', () => {
  // Half of eleven records is six: the tie at 0.9 makes it eight.
  const { threshold, coverage, accuracy } = accuracyAtCoverage(confidences, correct, 0.5);
  assert.deepEqual([threshold, coverage, accuracy.correct, accuracy.n], [0.9, 8 / 11, 6, 8]);
  // statsmodels 0.15: proportion_confint(6, 8, method='wilson')
  isNear(accuracy.low, 0.40927543031016883);
  isNear(accuracy.high, 0.9285207872478909);
});

test('takes no more records than a coverage needs', () => {
  const descending = Array.from({ length: 100 }, (_, i) => 1 - i / 100);
  const allRight = descending.map(() => true);
  assert.equal(accuracyAtCoverage(descending, allRight, 0.95).accuracy.n, 95);
  // 0.07 * 100 is 7.000000000000001 in floating point; seven records are enough all the same.
  assert.equal(accuracyAtCoverage(descending, allRight, 0.07).accuracy.n, 7);
  assert.equal(accuracyAtCoverage(descending, allRight, 1).accuracy.n, 100);
});

test('the area is the mean error rate at the threshold of each record', () => {
  // Hand: (5 × 1/5 + 3 × 2/8 + 1 × 3/9 + 1 × 3/10 + 1 × 4/11) / 11 = 0.249724517906…
  isNear(areaUnderRiskCoverage(confidences, correct), 0.24972451790633607);
});

test('the area without ties agrees with numpy 2.4', () => {
  // mean([1 - correct[confidences >= t].mean() for t in confidences])
  const distinct = [
    0.97, 0.95, 0.91, 0.88, 0.83, 0.79, 0.74, 0.71, 0.66, 0.62, 0.58, 0.55, 0.52, 0.44, 0.41, 0.38, 0.33, 0.27, 0.19,
    0.08,
  ];
  const outcomes = [1, 1, 1, 0, 1, 1, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0, 0, 1, 0, 0].map(Boolean);
  isNear(areaUnderRiskCoverage(distinct, outcomes), 0.25496740144959956);
});

test('the area is the error rate itself when all confidences are equal', () => {
  isNear(areaUnderRiskCoverage([0.8, 0.8, 0.8, 0.8], [true, false, true, true]), 0.25);
});

test('does not depend on the order of the records', () => {
  assert.deepEqual(
    selectiveCurve(confidences.toReversed(), correct.toReversed()),
    selectiveCurve(confidences, correct),
  );
});

test('refuses a coverage that cannot be and outcomes that do not match', () => {
  assert.throws(() => accuracyAtCoverage(confidences, correct, 0), /coverage above 0, at most 1, got 0/);
  assert.throws(() => accuracyAtCoverage(confidences, correct, 1.1), /got 1.1/);
  assert.throws(() => selectiveCurve([0.5], []), /each of 1 confidences, got 0/);
  assert.throws(() => areaUnderRiskCoverage([], []), /at least one confidence/);
});
