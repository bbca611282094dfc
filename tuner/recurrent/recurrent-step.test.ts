import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '#domain';
import { measureStep } from '../training/testing/gradient-at.ts';
import { randomRecurrentWeights } from './recurrent-network.ts';
import { buildRecurrentStep, labelFeeds, seriesFeeds, weightFeeds } from './recurrent-step.ts';

/** Demanded at the largest entries of every weight, float32 gradient against float32 losses. */
const largestRelativeError = 1e-2;
const entriesPerWeight = 3;

const sizes = { steps: 5, features: 2, hidden: 3, labels: 4 };
const random = createRandom(3);
const labels = [2, 0, 3];
const series = labels.map(() => Float32Array.from({ length: sizes.steps * sizes.features }, random.normal));
/** Thrice those that training starts from: the attention has preferences, and gradients are well above rounding. */
const weights = new Map(
  [...randomRecurrentWeights(sizes, random)].map(([name, values]) => [name, values.map((value) => 3 * value)] as const),
);

const measureTiny = async () => {
  const step = await buildRecurrentStep(sizes);
  const feeds = { ...seriesFeeds(sizes, series), ...labelFeeds(labels), ...weightFeeds(sizes, weights) };
  return measureStep({ ...step, trained: [...weights.keys()], stepBytes: () => 0 }, feeds);
};

test('the gradient of every weight agrees with central differences', async (t) => {
  const measured = await measureTiny();
  t.after(() => measured.close());
  let worst = 0;
  for (const [name, values] of weights) {
    for (const entry of await measured.compareLargest(name, [...values.keys()], entriesPerWeight)) {
      worst = Math.max(worst, entry.relativeError);
      assert.ok(
        entry.relativeError < largestRelativeError,
        `${name}[${entry.place}]: gradient ${entry.gradient}, central difference ${entry.difference}`,
      );
    }
  }
  t.diagnostic(`${weights.size} weights, largest relative error ${worst.toExponential(1)}`);
});

/** The classes of one record have probabilities that add up to 1, so the gradients of their biases cancel. */
test('the gradients of the head biases add up to nothing', async (t) => {
  const measured = await measureTiny();
  t.after(() => measured.close());
  const sum = measured.gradient('head.bias').reduce((total, value) => total + value, 0);
  assert.ok(Math.abs(sum) < 1e-6, `${sum}`);
});
