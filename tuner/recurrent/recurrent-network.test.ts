import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom, motionLabels } from '#domain';
import { seriesFeatures, seriesSteps } from './motion-series.ts';
import { classify, randomRecurrentWeights } from './recurrent-network.ts';
import { motionSizes } from './recurrent-sizes.ts';

const sizes = motionSizes(4);
const random = createRandom(5);
const network = { sizes, weights: randomRecurrentWeights(sizes, random) };
const randomSeries = () => Float32Array.from({ length: seriesSteps * seriesFeatures }, random.normal);

/** Float32 sums in another order. */
const tolerance = 1e-6;

test('every record gets a probability for each motion, and they add up to 1', async () => {
  const rows = await classify(network, [randomSeries(), randomSeries()]);
  assert.equal(rows.length, 2);
  for (const row of rows) {
    assert.deepEqual(Object.keys(row), [...motionLabels]);
    const sum = Object.values(row).reduce((total, value) => total + value, 0);
    assert.ok(Math.abs(sum - 1) < tolerance, `${sum}`);
  }
});

test('a record is named the same alone and among more records than are run at a time', async () => {
  const many = Array.from({ length: 300 }, randomSeries);
  const together = await classify(network, many);
  for (const place of [0, 255, 256, 299]) {
    const [alone] = await classify(network, [many[place]!]);
    for (const label of motionLabels) {
      assert.ok(Math.abs(alone![label] - together[place]![label]) < tolerance, `${label} of record ${place}`);
    }
  }
});

test('no records have no names', async () => {
  assert.deepEqual(await classify(network, []), []);
});

/** By hand, for H = 4: 1 / sqrt(4) for the GRU and the query, 1 / sqrt(8) for what reads both directions. */
test('first weights are within their bounds, and come near them', () => {
  for (const [name, values] of network.weights) {
    const readsBoth = name.startsWith('head') || ['attention.weight', 'attention.bias'].includes(name);
    const bound = readsBoth ? Math.SQRT1_2 / 2 : 0.5;
    const largest = Math.max(...values.map(Math.abs));
    assert.ok(largest <= bound && largest > bound / 2, `${name}: ${largest}, bound ${bound}`);
  }
});
