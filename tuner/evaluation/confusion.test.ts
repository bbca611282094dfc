import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classScores, confusionOf, macroF1, macroF2 } from './confusion.ts';

const labels = ['hovering', 'flyby', 'retreat', 'collision'];
const pairs = [
  ...['hovering', 'hovering', 'hovering', 'flyby', null].map((answer) => ({ truth: 'hovering', answer })),
  ...['flyby', 'flyby', 'hovering', 'retreat'].map((answer) => ({ truth: 'flyby', answer })),
  ...['retreat', null, 'flyby'].map((answer) => ({ truth: 'retreat', answer })),
];

const rounding = 1e-12;
const isNear = (got: number, expected: number) =>
  assert.ok(Math.abs(got - expected) <= rounding, `got ${got}, expected ${expected}`);

test('counts as scikit-learn 1.9 does, unreadable answers in a column of their own', () => {
  // confusion_matrix(truth, answer, labels=[*labels, 'unreadable']), without the row of the last.
  assert.deepEqual(confusionOf(pairs, labels).counts, [
    [3, 1, 0, 0, 1],
    [1, 2, 1, 0, 0],
    [0, 1, 1, 0, 1],
    [0, 0, 0, 0, 0],
  ]);
});

test('scores each label as scikit-learn 1.9 does', () => {
  // precision_recall_fscore_support(truth, answer, labels=labels, beta=1 and 2, zero_division=0)
  const expected = [
    { support: 5, precision: 0.75, recall: 0.6, f1: 0.666666666667, f2: 0.625 },
    { support: 4, precision: 0.5, recall: 0.5, f1: 0.5, f2: 0.5 },
    { support: 3, precision: 0.5, recall: 0.333333333333, f1: 0.4, f2: 0.357142857143 },
    { support: 0, precision: 0, recall: 0, f1: 0, f2: 0 },
  ];
  for (const [i, score] of classScores(confusionOf(pairs, labels)).entries()) {
    assert.equal(score.label, labels[i]);
    assert.equal(score.support, expected[i]!.support);
    isNear(score.precision, expected[i]!.precision);
    isNear(score.recall.accuracy, expected[i]!.recall);
    isNear(score.f1, expected[i]!.f1);
    isNear(score.f2, expected[i]!.f2);
  }
});

test('gives recall the Wilson interval of statsmodels 0.15', () => {
  const [hovering] = classScores(confusionOf(pairs, labels));
  // proportion_confint(3, 5, method='wilson')
  isNear(hovering!.recall.low, 0.2307242812760129);
  isNear(hovering!.recall.high, 0.8823792257673522);
});

test('averages over the labels that occur, as scikit-learn does when given only those', () => {
  const scores = classScores(confusionOf(pairs, labels));
  // fbeta_score(truth, answer, beta=1 and 2, labels=labels[:3], average='macro')
  isNear(macroF1(scores), 0.5222222222222221);
  isNear(macroF2(scores), 0.49404761904761907);
});

test('scores nothing as 0', () => {
  const scores = classScores(confusionOf([], labels));
  assert.deepEqual([macroF1(scores), macroF2(scores), scores[0]!.recall.n], [0, 0, 0]);
});

test('names every label outside the set', () => {
  assert.throws(
    () => confusionOf([...pairs, { truth: 'landing', answer: 'flyby' }, { truth: 'flyby', answer: 'orbit' }], labels),
    /^RangeError: .+got landing, orbit$/,
  );
});
