import assert from 'node:assert/strict';
import { test } from 'node:test';
import { float32Tensor, GraphBuilder, int64Tensor, openSession } from '#model';
import { crossEntropy } from './cross-entropy.ts';

const vocabularySize = 5;
const logits = [
  [2, -1, 0.5, 3, 0],
  [1, 1, 1, 1, 1],
  [-2, 4, 0, 0.25, -1],
].map((row) => row.map(Math.fround));
const labels = [2, 4, 1];

async function run(weights: readonly number[]) {
  const b = new GraphBuilder();
  const input = (name: string, type: 'float32' | 'int64') => b.input({ name, type, shape: null });
  const made = crossEntropy(b, input('logits', 'float32'), input('labels', 'int64'), input('weights', 'float32'));
  const names = {
    loss: b.named('loss', made.loss),
    gradient: b.named('gradient', made.logitsGradient),
    hits: b.named('hits', made.hits),
  };
  for (const name of Object.values(names)) b.output({ name, type: name === 'hits' ? 'int64' : 'float32', shape: null });
  const session = await openSession(b.build('cross-entropy'), { threads: 1 });
  const results = await session.run({
    logits: float32Tensor(Float32Array.from(logits.flat()), [3, vocabularySize]),
    labels: int64Tensor(labels, [3]),
    weights: float32Tensor(Float32Array.from(weights), [3, 1]),
  });
  await session.close();
  return {
    loss: Number(results.loss!.data[0]),
    gradient: [...(results.gradient!.data as Float32Array)],
    hits: [...(results.hits!.data as BigInt64Array)],
  };
}

/** In double precision: the weighted mean of -log p(label). */
function lossOf(rows: readonly (readonly number[])[], weights: readonly number[]): number {
  const losses = rows.map(
    (row, i) => Math.log(row.reduce((sum, logit) => sum + Math.exp(logit), 0)) - row[labels[i]!]!,
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return losses.reduce((sum, loss, i) => sum + loss * weights[i]!, 0) / total;
}

const tolerance = 1e-6;

for (const weights of [
  [1, 1, 1],
  [1, 0, 0.5],
]) {
  test(`loss and gradient are those of the definition with weights ${weights.join(', ')}`, async () => {
    const { loss, gradient } = await run(weights);
    assert.ok(Math.abs(loss - lossOf(logits, weights)) < tolerance, `${loss}`);
    const step = 1e-5;
    logits.flat().forEach((_, place) => {
      const moved = (by: number) =>
        logits.map((row, r) => row.map((logit, c) => (r * vocabularySize + c === place ? logit + by : logit)));
      const difference = (lossOf(moved(step), weights) - lossOf(moved(-step), weights)) / (2 * step);
      assert.ok(
        Math.abs(gradient[place]! - difference) < tolerance,
        `${gradient[place]} and ${difference} at ${place}`,
      );
    });
  });
}

test('a hit is a label that no token is likelier than', async () => {
  assert.deepEqual((await run([1, 1, 1])).hits, [0n, 1n, 1n]);
});
