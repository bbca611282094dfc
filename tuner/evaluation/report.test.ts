import assert from 'node:assert/strict';
import { test } from 'node:test';
import { madeUpSets, origin } from '../testing/made-up-sets.ts';
import { expectedCalibrationError } from './calibration.ts';
import { calibrationErrorInterval } from './calibration-interval.ts';
import { buildReport } from './report.ts';

/**
 * Four records, n1 to n4, true flyby, photograph, surveillance; see made-up-sets.ts. Right: tuned/cot n1 to n3 nominal, n1
 * and n2 perturbed; tuned/instruction n1 and n4 nominal; base/cot none; the rules n1 and n2 perturbed, n4 too.
 */
const report = buildReport(madeUpSets, origin);

test('rows leave the validation set out and count each level', () => {
  assert.ok(report.rows.every(({ set }) => (set as string) !== 'validation'));
  const row = report.rows.find(({ contestant, set }) => contestant === 'tuned/cot' && set === 'nominal')!;
  assert.deepEqual([row.n, row.exactMatch.correct, row.motion.correct, row.task.correct], [4, 3, 4, 3]);
  // Wilson, by hand with z² = 3.8415: (0.75 + z²/8 ± z·√(0.75·0.25/4 + z²/64)) / (1 + z²/4) = 0.6275 ± 0.3269, that is
  // 0.30064 to 0.95441, widened to four decimals.
  assert.deepEqual([row.exactMatch.low, row.exactMatch.high], [0.3006, 0.9545]);
  // Answers of 40 tokens, prompts of 150, 0.5 s.
  assert.deepEqual(
    [row.answerTokens, row.promptTokens, row.instructionTokens, row.secondsPerRecord],
    [40, 150, 60, 0.5],
  );
});

test('an unreadable label lowers recall, not precision', () => {
  const { classes, confusion } = report.perClass.find(
    ({ contestant, set, level }) => contestant === 'tuned/cot' && set === 'nominal' && level === 'task',
  )!;
  const [surveillance] = classes;
  // Recall 3 of 4, precision 3 of 3: F1 2·1·0.75 / 1.75 = 0.8571, F2 5·0.75 / (4 + 0.75) = 0.7895.
  assert.deepEqual(
    [
      classes.length,
      surveillance!.label,
      surveillance!.recall.accuracy,
      surveillance!.precision,
      surveillance!.f1,
      surveillance!.f2,
    ],
    [1, 'surveillance', 0.75, 1, 0.8571, 0.7895],
  );
  assert.deepEqual(confusion![1], [0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
});

test('a baseline that knows only the motion is not scored on the rest', () => {
  const row = report.rows.find(({ contestant }) => contestant === 'baseline/recurrent')!;
  assert.deepEqual(row.levels, ['motion']);
  assert.ok(!report.robustness.some(({ contestant }) => contestant === 'baseline/recurrent'));
});

test('the temperature comes from the validation set and confidences are judged with it', () => {
  const cot = report.calibration.find(({ contestant }) => contestant === 'tuned/cot')!;
  // Ten validation answers at 0.9 of which 7 are right: sigmoid(ln 9 / T) = 0.7, T = ln 9 / ln(7/3) = 2.59320.
  assert.equal(cot.fittedOn, 10);
  assert.ok(Math.abs(cot.temperature - Math.log(9) / Math.log(7 / 3)) < 1e-4);
  const nominal = cot.sets.find(({ set }) => set === 'nominal')!;
  // Three right and one wrong at 0.9: |0.75 − 0.9|, and at 0.7 |0.75 − 0.7|; Brier (3·0.3² + 0.7²) / 4.
  assert.deepEqual([nominal.eceBefore.estimate, nominal.ece.estimate, nominal.brier], [0.15, 0.05, 0.19]);
  assert.deepEqual(
    nominal.bins.map(({ count }) => count),
    [4],
  );
});

test('without validation records the temperature is 1 and that is said', () => {
  const { calibration } = buildReport(
    madeUpSets.filter(({ set }) => set !== 'validation'),
    origin,
  );
  assert.deepEqual([calibration[0]!.temperature, calibration[0]!.fittedOn], [1, 0]);
});

test('selective accuracy covers equal confidences together', () => {
  const nominal = report.selective.find(({ contestant, set }) => contestant === 'tuned/cot' && set === 'nominal')!;
  assert.deepEqual([nominal.at95.coverage, nominal.at95.accuracy.correct, nominal.at95.accuracy.n], [1, 3, 4]);
  // One threshold: an error of 1/4 over all of the coverage.
  assert.deepEqual([nominal.areaUnderRiskCoverage, nominal.curve], [0.25, [{ coverage: 1, accuracy: 0.75 }]]);
});

test('losses are measured on the same records, by perturbation and by element', () => {
  const cot = report.robustness.find(({ contestant }) => contestant === 'tuned/cot')!;
  // typos: n1, n2, right both times; missing element: n3 lost, n4 never right.
  assert.deepEqual(
    cot.losses.map(({ perturbation, element, exactMatch, nominalCorrect, loss }) => [
      perturbation,
      element,
      exactMatch.correct,
      exactMatch.n,
      nominalCorrect,
      loss.points,
    ]),
    [
      ['missing element', null, 0, 2, 1, 50],
      ['typos', null, 2, 2, 2, 0],
      [null, 'device', 0, 2, 1, 50],
      ['missing element', 'device', 0, 2, 1, 50],
    ],
  );
  // Exact matches 0 and 1: mean 1/2, each half away.
  assert.deepEqual([cot.spreadPoints, cot.largestLoss], [50, { perturbation: 'missing element', points: 50 }]);
});

test('tuned strategies, their bases and the rules are compared on the records they share', () => {
  const told = report.comparisons.map(({ a, b, set, perturbation, n, onlyA, onlyB, pValue }) =>
    [a, b, perturbation ?? set, n, onlyA, onlyB, pValue].join(' '),
  );
  // Exact binomial, two-sided: 2 against 1 and 0 against 1 are 1; 3 against 0 is 2 · (1/2)³ = 0.25.
  assert.deepEqual(told, [
    'tuned/cot tuned/instruction nominal 4 2 1 1',
    'tuned/cot base/cot nominal 4 3 0 0.25',
    'tuned/cot baseline/rules perturbed 4 0 1 1',
    'tuned/cot baseline/rules missing element 2 0 1 1',
    'tuned/cot baseline/rules typos 2 0 0 1',
  ]);
});

test('gain is told in points for 100 tokens more, and not where answers are no longer', () => {
  // From 2 of 4 at 20 tokens to 3 of 4 at 40: 25 points for 20 tokens. The base has longer answers than what was tuned.
  assert.deepEqual(
    report.gains.map(({ from, to, set, points, pointsPer100Tokens }) => [from, to, set, points, pointsPer100Tokens]),
    [
      ['tuned/instruction', 'tuned/cot', 'nominal', 25, 125],
      ['base/cot', 'tuned/cot', 'nominal', 75, null],
    ],
  );
});

test('an answer without reasoning counts as unfaithful, and deleting a fact is followed by id', () => {
  const { reasoning, deletedFact } = report.faithfulness;
  const nominal = reasoning.find(({ set }) => set === 'nominal')!;
  // Three answers state 6 facts, all supported, and follow; n4 states none.
  assert.deepEqual(
    [nominal.withReasoning, nominal.supportedFacts.n, nominal.allSupported.correct, nominal.follows.n],
    [3, 18, 3, 4],
  );
  // n1 and n2 without their fact: n1 changes to the new truth, n2 stays as it was.
  assert.deepEqual(
    deletedFact.map(({ contestant, newTruth, changed }) => [
      contestant,
      newTruth.correct,
      changed!.correct,
      changed!.n,
    ]),
    [['tuned/cot', 1, 1, 2]],
  );
});

test('wrong records are kept for reading', () => {
  const entry = report.disagreements.find(({ contestant, set }) => contestant === 'tuned/cot' && set === 'nominal')!;
  assert.equal(entry.wrong, 1);
  assert.deepEqual(entry.records, [
    {
      id: 'n4',
      perturbation: null,
      truth: ['flyby', 'photograph', 'surveillance'],
      answer: ['flyby', 'photograph', null],
    },
  ]);
});

test('the same outcomes give the same bytes', () => {
  assert.equal(JSON.stringify(buildReport(madeUpSets, origin)), JSON.stringify(report));
});

test('refuses a set given twice and an id given twice', () => {
  assert.throws(() => buildReport([...madeUpSets, madeUpSets[0]!], origin), /each set once/);
  const [first] = madeUpSets;
  const twice = { ...first!, outcomes: [...first!.outcomes, first!.outcomes[0]!] };
  assert.throws(() => buildReport([twice], origin), /each record once/);
});

test('the interval of the calibration error is around the error itself', () => {
  const confidences = Array.from({ length: 60 }, (_, i) => i / 59);
  const correct = confidences.map((_, i) => i % 3 !== 0);
  const { estimate, low, high } = calibrationErrorInterval(confidences, correct);
  assert.ok(Math.abs(estimate - expectedCalibrationError(confidences, correct)) < 1e-12);
  assert.ok(low < high && low > 0 && high < 1);
});
