import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { wilsonInterval } from './wilson-interval.ts';

// Newcombe 1998, "Two-sided confidence intervals for the single proportion", Stat. Med. 17:857, Table I,
// method 3 (score, without continuity correction), printed to four decimals.
const published = [
  { correct: 81, n: 263, low: 0.2553, high: 0.3662 },
  { correct: 15, n: 148, low: 0.0624, high: 0.1605 },
  { correct: 0, n: 20, low: 0, high: 0.1611 },
  { correct: 1, n: 29, low: 0.0061, high: 0.1718 },
];
const printedDigits = 5e-5;

test('agrees with the four examples of Newcombe 1998', () => {
  for (const { correct, n, low, high } of published) {
    const share = wilsonInterval(correct, n);
    assert.ok(Math.abs(share.low - low) <= printedDigits, `${correct}/${n}: low ${share.low}, published ${low}`);
    assert.ok(Math.abs(share.high - high) <= printedDigits, `${correct}/${n}: high ${share.high}, published ${high}`);
  }
});

test('contains the share and stays within 0 and 1', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, fraction) => {
      const { accuracy, low, high } = wilsonInterval(Math.round(fraction * n), n);
      assert.ok(0 <= low && low <= accuracy && accuracy <= high && high <= 1);
    }),
  );
});

test('says nothing about a share of nothing', () => {
  assert.deepEqual(wilsonInterval(0, 0), { correct: 0, n: 0, accuracy: 0, low: 0, high: 1 });
});

test('refuses counts that cannot be', () => {
  for (const [correct, n] of [
    [3, 2],
    [-1, 2],
    [0.5, 2],
    [Number.NaN, 2],
  ] as const) {
    assert.throws(() => wilsonInterval(correct, n), RangeError);
  }
});
