import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
  buildDecoderGraph,
  cacheShape,
  float32Tensor,
  int64Tensor,
  openSession,
  prefixCache,
  presentCache,
} from '#model';
import { randomPrefix } from '../methods/prefix/initial-prefix.ts';
import { prefixPlacement } from '../methods/prefix/placement.ts';
import { tinyConfig, tinyWeights } from '../testing/tiny-model.ts';
import { type BatchRow, rowOf } from './batch.ts';
import { buildStep } from './step-graph.ts';
import { validate } from './validate.ts';

const decoder = buildDecoderGraph(tinyConfig, tinyWeights(tinyConfig));
const shape = cacheShape(decoder);
const prefixTokens = 4;
const prefix = randomPrefix(prefixTokens, shape, 3);
const learned = { prefix: float32Tensor(prefix, [prefixTokens, prefix.length / prefixTokens]) };
const virtual = { count: prefixTokens, areRun: false };
const instruction = [5, 6];
const session = await openSession(decoder, { threads: 1 });
const forward = await openSession((await buildStep(prefixPlacement(decoder))).forward, { threads: 1 });
after(() => Promise.all([session.close(), forward.close()]));

/** Greedy tokens through the cache, and the loss of choosing them: the mean of -log p. */
async function greedy(prompt: readonly number[], count: number): Promise<{ answer: number[]; loss: number }> {
  const answer: number[] = [];
  let [ids, past, before, loss] = [
    [...instruction, ...prompt],
    prefixCache(prefix, prefixTokens, shape),
    prefixTokens,
    0,
  ];
  while (answer.length < count) {
    const results = await session.run({
      input_ids: int64Tensor(ids, [1, ids.length]),
      position_ids: int64Tensor(
        ids.map((_, i) => before + i),
        [1, ids.length],
      ),
      attention_mask: int64Tensor(Array(before + ids.length).fill(1), [1, before + ids.length]),
      ...past,
    });
    const logits = (results.logits!.data as Float32Array).slice(-tinyConfig.vocabularySize);
    const top = Math.max(...logits);
    loss += Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - top), 0)) / count;
    [before, past, ids] = [before + ids.length, presentCache(results, shape), [logits.indexOf(top)]];
    answer.push(...ids);
  }
  return { answer, loss };
}

/** More rows than one validation batch, of different lengths, answered with the model's own greedy tokens. */
const answered = await Promise.all(
  Array.from({ length: 40 }, async (_, i) => {
    const prompt = Array.from({ length: 1 + (i % 3) }, (_, j) => (7 * i + j) % 32);
    return { prompt, ...(await greedy(prompt, 2 + (i % 4))) };
  }),
);
const rows: BatchRow[] = answered.map(({ prompt, answer }) => rowOf(prompt, answer));

test('answers that the model gives greedily all match, at the loss of choosing them', async () => {
  const measured = await validate(forward, learned, virtual, { instruction, rows });
  const tokens = answered.reduce((sum, { answer }) => sum + answer.length, 0);
  const loss = answered.reduce((sum, { answer, loss }) => sum + loss * answer.length, 0) / tokens;
  assert.equal(measured.exactMatch, 1);
  assert.ok(Math.abs(measured.loss - loss) < 1e-5, `${measured.loss} and ${loss}`);
});

test('one wrong token makes its answer no match, and leaves the others', async () => {
  const changed = rows.map((row, i) =>
    i === 35 ? { ...row, labels: row.labels.with(-1, (row.labels.at(-1)! + 1) % 32) } : row,
  );
  const measured = await validate(forward, learned, virtual, { instruction, rows: changed });
  assert.equal(measured.exactMatch, 39 / 40);
});
