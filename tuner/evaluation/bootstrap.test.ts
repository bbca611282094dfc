import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bootstrapInterval, quantileOfSorted } from './bootstrap.ts';

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const values = [2.1, 3.4, 1.9, 5.6, 4.4, 3.8, 2.7, 6.1, 4.9, 3.3];

test('agrees with scipy 1.17 on the interval of a mean', () => {
  // scipy.stats.bootstrap((values,), numpy.mean, n_resamples=200000, method='percentile', rng=1): 3.0 to 4.67.
  // 0.03 is three standard errors of a 2.5 % quantile out of 20 000 resamples of deviation 0.43.
  const samplingError = 0.03;
  const { estimate, low, high } = bootstrapInterval(values, mean, { seed: 3, resamples: 20_000 });
  assert.ok(Math.abs(estimate - 3.82) < 1e-12, `estimate ${estimate}`);
  assert.ok(Math.abs(low - 3.0) < samplingError, `low ${low}`);
  assert.ok(Math.abs(high - 4.67) < samplingError, `high ${high}`);
});

test('a share is resampled from the binomial distribution', () => {
  // scipy.stats.binom.ppf([0.025, 0.975], 100, 0.3) = 21, 39; one count of tolerance for 2000 resamples.
  const outcomes = Array.from({ length: 100 }, (_, i) => Number(i < 30));
  const { low, high } = bootstrapInterval(outcomes, mean, { seed: 1 });
  assert.ok(Math.abs(100 * low - 21) <= 1 + 1e-9, `low ${low}`);
  assert.ok(Math.abs(100 * high - 39) <= 1 + 1e-9, `high ${high}`);
});

test('a lower level gives a narrower interval', () => {
  // Of two values 0 and 1, resamples have mean 0, 1/2, 1 with probability 1/4, 1/2, 1/4: the 30 % and 70 % quantiles
  // are both 1/2, the 2.5 % and 97.5 % ones 0 and 1.
  const narrow = bootstrapInterval([0, 1], mean, { seed: 2, level: 0.4 });
  const wide = bootstrapInterval([0, 1], mean, { seed: 2 });
  assert.deepEqual([narrow.low, narrow.high, wide.low, wide.high], [0.5, 0.5, 0, 1]);
});

test('keeps paired records together', () => {
  // Score b is score a plus 1 on every record: so is the difference of the means of any resample.
  const records = values.map((a) => ({ a, b: a + 1 }));
  const gain = (sample: readonly { a: number; b: number }[]) =>
    mean(sample.map(({ b }) => b)) - mean(sample.map(({ a }) => a));
  const { low, high } = bootstrapInterval(records, gain, { seed: 4, resamples: 100 });
  assert.ok(Math.abs(low - 1) < 1e-12 && Math.abs(high - 1) < 1e-12, `${low} to ${high}`);
});

test('the same seed gives the same interval, another seed another', () => {
  const withSeed = (seed: number) => bootstrapInterval(values, mean, { seed, resamples: 50 });
  assert.deepEqual(withSeed(7), withSeed(7));
  assert.notDeepEqual(withSeed(7), withSeed(8));
});

test('agrees with the quantiles of numpy 2.4', () => {
  // numpy.percentile(values, [0, 2.5, 10, 50, 97.5, 100])
  const sorted = values.toSorted((a, b) => a - b);
  const expected = { 0: 1.9, 0.025: 1.945, 0.1: 2.08, 0.5: 3.6, 0.975: 5.9875, 1: 6.1 };
  for (const [fraction, value] of Object.entries(expected)) {
    const got = quantileOfSorted(sorted, Number(fraction));
    assert.ok(Math.abs(got - value) < 1e-12, `${fraction}: got ${got}, expected ${value}`);
  }
});

test('refuses what cannot be resampled', () => {
  assert.throws(() => bootstrapInterval([], mean, { seed: 1 }), /at least one value/);
  assert.throws(() => bootstrapInterval(values, mean, { seed: 1, resamples: 0 }), /resamples ≥ 1/);
  assert.throws(() => bootstrapInterval(values, mean, { seed: 1, level: 1 }), /level between 0 and 1/);
  assert.throws(() => bootstrapInterval(values, () => Number.NaN, { seed: 1 }), /got NaN/);
});
