import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flyScenario, type MotionLabel } from '#domain';
import { motionSeries } from './motion-series.ts';
import { classify, type RecurrentNetwork } from './recurrent-network.ts';
import { type MotionExample, type RecurrentProgress, trainRecurrent } from './train-recurrent.ts';

const motions: readonly MotionLabel[] = ['hovering', 'flyaround', 'collision'];

/** As many flights of each motion, of seeds from `firstSeed` on. */
const flights = (count: number, firstSeed: number): MotionExample[] =>
  Array.from({ length: count }, (_, i) => {
    const motion = motions[i % motions.length]!;
    return { motion, series: motionSeries(flyScenario({ seed: firstSeed + i, motion }).track.states) };
  });

const examples = flights(60, 1000);
const validation = flights(30, 5000);
const options = { seed: 1, epochs: 6, hidden: 8, batchSize: 12, learningRate: 0.01, threads: 1 };

/** Guessing one of three motions hits 17 of 30 or more once in 140 times: sum of the binomial tail of share 1/3. */
const beyondChance = 17;

async function hitsOf(network: RecurrentNetwork, measured: readonly MotionExample[]): Promise<number> {
  const series = measured.map((example) => example.series);
  const rows = await classify(network, series);
  return measured.filter(({ motion }, i) => rows[i]![motion] === Math.max(...Object.values(rows[i]!))).length;
}

test('a short training names three motions better than chance, and its loss falls', async (t) => {
  const told: RecurrentProgress[] = [];
  const network = await trainRecurrent(examples, validation, options, (progress) => told.push(progress));
  const hits = await hitsOf(network, validation);
  t.diagnostic(`${hits} of ${validation.length} flights, loss ${told[0]!.loss} to ${told.at(-1)!.loss}`);
  assert.deepEqual(
    told.map(({ epoch }) => epoch),
    [1, 2, 3, 4, 5, 6],
  );
  assert.ok(hits >= beyondChance, `${hits} hits`);
  assert.ok(told.at(-1)!.loss < told[0]!.loss, told.map(({ loss }) => loss).join(' '));
});

/** With wrong truths to validate on, accuracy falls as the network learns: the best epoch is an early one. */
test('the network of the best epoch on validation is returned, not that of the last', async (t) => {
  const wrong = validation.map(({ series, motion }) => ({
    series,
    motion: motions[(motions.indexOf(motion) + 1) % 3]!,
  }));
  const accuracies: number[] = [];
  const slow = { ...options, epochs: 30, batchSize: examples.length };
  const network = await trainRecurrent(examples, wrong, slow, (told) => accuracies.push(told.validation.accuracy));
  t.diagnostic(accuracies.map((accuracy) => accuracy.toFixed(2)).join(' '));
  assert.ok(accuracies.at(-1)! < Math.max(...accuracies), accuracies.join(' '));
  assert.equal((await hitsOf(network, wrong)) / wrong.length, Math.max(...accuracies));
});

test('the same seed gives the same weights, another seed others', async () => {
  const train = (seed: number) => trainRecurrent(examples, [], { ...options, epochs: 2, seed });
  const [first, again, other] = [await train(7), await train(7), await train(8)];
  assert.deepEqual(again, first);
  for (const [name, values] of other.weights) assert.notDeepEqual(values, first.weights.get(name), name);
});

test('nothing to validate on gives no figure, not a wrong one', async () => {
  const told: RecurrentProgress[] = [];
  await trainRecurrent(examples.slice(0, 5), [], { ...options, epochs: 1 }, (progress) => told.push(progress));
  assert.deepEqual(
    told.map((progress) => progress.validation),
    [{ loss: Number.NaN, accuracy: Number.NaN }],
  );
});

test('a training without flights is refused', async () => {
  await assert.rejects(trainRecurrent([], validation, options), { code: 'tuner.no_examples' });
});
