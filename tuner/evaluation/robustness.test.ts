import assert from 'node:assert/strict';
import { test } from 'node:test';
import { robustnessOf } from './robustness.ts';

const accuracyByColumn = { 'other wording': 0.77, 'missing element': 0.84, 'more noise': 0.91, gaps: 0.88 };

const isNear = (got: number, expected: number, tolerance = 1e-9) =>
  assert.ok(Math.abs(got - expected) <= tolerance, `got ${got}, expected ${expected}`);

/** Outcomes of 161 records: 59 right both times, 6 only when nominal, 16 only when perturbed, 80 never. */
const paired = {
  nominal: Array.from({ length: 161 }, (_, i) => i < 65),
  perturbed: Array.from({ length: 161 }, (_, i) => i < 59 || (i >= 65 && i < 81)),
};

test('the spread is the standard deviation numpy 2.4 gives', () => {
  // 100 * numpy.std([0.91, 0.84, 0.88, 0.77])
  isNear(robustnessOf({ nominalAccuracy: 0.92, accuracyByColumn }).spreadPoints, 5.2440442408507586);
});

test('tells the loss of each column and the largest', () => {
  const { columns, largestLoss } = robustnessOf({ nominalAccuracy: 0.9, accuracyByColumn });
  assert.deepEqual(
    columns.map(({ column }) => column),
    ['other wording', 'missing element', 'more noise', 'gaps'],
  );
  // Hand: 0.90 minus each accuracy, times 100.
  for (const [i, loss] of [13, 6, -1, 2].entries()) isNear(columns[i]!.lossPoints, loss);
  assert.equal(largestLoss.column, 'other wording');
  assert.equal(largestLoss.intervalPoints, null);
});

test('gives a loss on paired records the interval of Newcombe', () => {
  // Fagerland, Lydersen and Laake 2017, chapter 8, as in mcnemar.test.ts: -0.0621 (-0.1186 to -0.0046).
  const { columns } = robustnessOf({
    nominalAccuracy: 0.9,
    accuracyByColumn: { ...accuracyByColumn, noisy: 75 / 161 },
    pairedByColumn: { noisy: paired },
  });
  const noisy = columns.at(-1)!;
  const printedDigits = 5e-3;
  isNear(noisy.lossPoints, -6.21, printedDigits);
  isNear(noisy.intervalPoints!.low, -11.86, printedDigits);
  isNear(noisy.intervalPoints!.high, -0.46, printedDigits);
});

test('one column has no spread', () => {
  assert.equal(robustnessOf({ nominalAccuracy: 1, accuracyByColumn: { gaps: 0.5 } }).spreadPoints, 0);
});

test('refuses input that does not fit together', () => {
  const refuse = (input: Parameters<typeof robustnessOf>[0], message: RegExp) =>
    assert.throws(() => robustnessOf(input), message);
  const gaps = { gaps: 75 / 161 };
  refuse({ nominalAccuracy: 0.9, accuracyByColumn: {} }, /at least one column/);
  refuse({ nominalAccuracy: 90, accuracyByColumn }, /0 to 1 on nominal records, got 90/);
  refuse({ nominalAccuracy: 0.9, accuracyByColumn: { gaps: Number.NaN } }, /0 to 1 on gaps, got NaN/);
  refuse({ nominalAccuracy: 0.9, accuracyByColumn: gaps, pairedByColumn: { noise: paired } }, /got none of noise/);
  refuse(
    { nominalAccuracy: 0.9, accuracyByColumn: { gaps: 0.4 }, pairedByColumn: { gaps: paired } },
    /outcomes of gaps to have accuracy 0.4, got 0.46/,
  );
  const empty = { nominal: [], perturbed: [] };
  refuse({ nominalAccuracy: 0.9, accuracyByColumn: gaps, pairedByColumn: { gaps: empty } }, /got NaN/);
  refuse(
    { nominalAccuracy: 0.9, accuracyByColumn: gaps, pairedByColumn: { gaps: { ...paired, nominal: [] } } },
    /as many outcomes of both, got 0 and 161/,
  );
});
