import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mcnemar } from './mcnemar.ts';

interface PairCounts {
  readonly both: number;
  readonly onlyA: number;
  readonly onlyB: number;
  readonly neither: number;
}

/** Compares outcomes with the given counts of agreement. */
function compare({ both, onlyA, onlyB, neither }: PairCounts) {
  const outcomes = (counts: readonly (readonly [number, boolean])[]) =>
    counts.flatMap(([count, isRight]) => new Array<boolean>(count).fill(isRight));
  return mcnemar(
    outcomes([
      [both, true],
      [onlyA, true],
      [onlyB, false],
      [neither, false],
    ]),
    outcomes([
      [both, true],
      [onlyA, false],
      [onlyB, true],
      [neither, false],
    ]),
  );
}

const isNear = (got: number, expected: number, tolerance: number) =>
  assert.ok(Math.abs(got - expected) <= tolerance, `got ${got}, expected ${expected}`);

test('agrees with the interval of the R package of Fagerland, Lydersen and Laake for 161 patients', () => {
  // Statistical Analysis of Contingency Tables, 2017, chapter 8 (Cavo et al. 2012: 59, 6, 16, 80), "Newcombe
  // square-and-add", as the tests of their R package contingencytables have it: -0.0621 (-0.1186 to -0.0046).
  const { difference, low, high } = compare({ both: 59, onlyA: 6, onlyB: 16, neither: 80 });
  const printedDigits = 5e-5;
  isNear(difference, -0.0621, printedDigits);
  isNear(low, -0.1186, printedDigits);
  isNear(high, -0.0046, printedDigits);
});

test('agrees with the formula of method 10 over the Wilson intervals of statsmodels 0.15', () => {
  // numpy, with proportion_confint(count, n, method='wilson') for both margins. In turn: correlation set to 0 by its
  // correction, corrected, negative, and undefined in the last two.
  const expected = [
    { counts: [1, 1, 7, 12], low: -0.506920226686141, high: -0.025559124164859837 },
    { counts: [14, 5, 0, 22], low: 0.011483241383033221, high: 0.2264926843512112 },
    { counts: [2, 10, 8, 1], low: -0.28086979743066326, high: 0.4440748474668976 },
    { counts: [20, 0, 0, 0], low: -0.16112515805281957, high: 0.16112515805281957 },
    { counts: [0, 20, 0, 0], low: 0.7721346162421941, high: 1 },
  ];
  for (const { counts, low, high } of expected) {
    const [both, onlyA, onlyB, neither] = counts as [number, number, number, number];
    const got = compare({ both, onlyA, onlyB, neither });
    isNear(got.low, low, 1e-12);
    isNear(got.high, high, 1e-12);
  }
});

test('agrees with the exact test of scipy 1.17', () => {
  // scipy.stats.binomtest(onlyA, onlyA + onlyB, 0.5).pvalue; statsmodels' mcnemar(exact=True) gives the same.
  const expected = [
    { onlyA: 6, onlyB: 16, pValue: 0.052478790283203125 },
    { onlyA: 7, onlyB: 1, pValue: 0.0703125 },
    { onlyA: 0, onlyB: 5, pValue: 0.0625 },
    { onlyA: 12, onlyB: 30, pValue: 0.007915897334896727 },
    { onlyA: 3, onlyB: 40, pValue: 3.0213413992896676e-9 },
  ];
  for (const { onlyA, onlyB, pValue } of expected) {
    isNear(compare({ both: 4, onlyA, onlyB, neither: 2 }).pValue / pValue, 1, 1e-12);
  }
});

test('agrees with the published example of Armitage and Berry', () => {
  // Statistical Methods in Medical Research, 1994, p. 127: 20, 12, 2, 16; exact two-sided P = 0.0129 by StatsDirect.
  isNear(compare({ both: 20, onlyA: 12, onlyB: 2, neither: 16 }).pValue, 0.0129, 5e-5);
});

test('a hundred thousand discordant records overflow nothing', () => {
  // scipy.stats.binomtest(49400, 100000, 0.5).pvalue
  isNear(compare({ both: 0, onlyA: 49_400, onlyB: 50_600, neither: 0 }).pValue / 0.00014967191091437408, 1, 1e-8);
});

test('a million discordant records overflow nothing', () => {
  // scipy.stats.binomtest(499000, 1000500, 0.5).pvalue
  isNear(compare({ both: 0, onlyA: 499_000, onlyB: 501_500, neither: 0 }).pValue / 0.012476358035684523, 1, 1e-8);
});

test('a probability too small for a number is 0', () => {
  assert.equal(compare({ both: 0, onlyA: 100, onlyB: 2000, neither: 0 }).pValue, 0);
});

test('equal splits and agreement everywhere give a probability of 1', () => {
  assert.equal(compare({ both: 1, onlyA: 5, onlyB: 5, neither: 1 }).pValue, 1);
  assert.equal(compare({ both: 3, onlyA: 0, onlyB: 0, neither: 2 }).pValue, 1);
});

test('says nothing about a comparison on no records', () => {
  assert.deepEqual(mcnemar([], []), { n: 0, onlyA: 0, onlyB: 0, pValue: 1, difference: 0, low: -1, high: 1 });
});

test('the interval holds the difference, stays within −1 and 1, and turns with the models', () => {
  const count = fc.nat({ max: 200 });
  fc.assert(
    fc.property(count, count, count, count, (both, onlyA, onlyB, neither) => {
      const there = compare({ both, onlyA, onlyB, neither });
      const back = compare({ both, onlyA: onlyB, onlyB: onlyA, neither });
      const rounding = 1e-12;
      assert.ok(-1 - rounding <= there.low && there.low <= there.difference + rounding);
      assert.ok(there.difference - rounding <= there.high && there.high <= 1 + rounding);
      isNear(there.low, -back.high, rounding);
      isNear(there.pValue, back.pValue, 0);
    }),
  );
});

test('refuses outcomes that are not paired', () => {
  assert.throws(() => mcnemar([true], [true, false]), /expected as many outcomes of both, got 1 and 2/);
});
