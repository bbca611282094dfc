import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { buildDecoderGraph } from '../decoder/decoder-graph.ts';
import { cacheShape } from '../graph/decoder-convention.ts';
import { temporaryFolder, tinyConfig, tinyWeights } from '../testing/tiny-glm.ts';
import { emptyCache } from './cache.ts';
import { int64Tensor, openSession } from './session.ts';
import { chooseThreads, fewestOfFastest, threadCounts } from './thread-choice.ts';

const decoder = buildDecoderGraph(tinyConfig, tinyWeights(tinyConfig));
const model = { decoder, sha256: 'tiny' };

test('numbers of threads are doubled up to all cores', () => {
  assert.deepEqual(threadCounts(1), [1]);
  assert.deepEqual(threadCounts(2), [1, 2]);
  assert.deepEqual(threadCounts(6), [1, 2, 4, 6]);
  assert.deepEqual(threadCounts(16), [1, 2, 4, 8, 16]);
});

test('of numbers of threads that are about as fast the fewest is chosen', () => {
  assert.equal(fewestOfFastest({ 1: 100, 2: 180, 4: 185, 8: 120 }), 2);
  assert.equal(fewestOfFastest({ 1: 100, 2: 180, 4: 300 }), 4);
});

test('what is asked for is taken, and without a folder nothing is measured', async () => {
  assert.deepEqual(await chooseThreads({ model, asked: 3, cacheDir: null }), {
    threads: 3,
    how: 'asked',
    tokensPerS: {},
  });
  const all = { threads: availableParallelism(), how: 'all', tokensPerS: {} };
  assert.deepEqual(await chooseThreads({ model, asked: undefined, cacheDir: null }), all);
});

test('a measurement is kept for the model and taken from there, a damaged one is made anew', async (t) => {
  if (availableParallelism() === 1) return t.skip('one core leaves no choice');
  const cacheDir = await temporaryFolder(t);
  const question = { model, asked: undefined, cacheDir };
  const measured = await chooseThreads(question);
  assert.equal(measured.how, 'measured');
  assert.deepEqual(Object.keys(measured.tokensPerS).map(Number), threadCounts(availableParallelism()));
  assert.deepEqual(await chooseThreads(question), { ...measured, how: 'kept' });
  const [file] = await readdir(cacheDir);
  await writeFile(join(cacheDir, file!), '{"2":');
  assert.equal((await chooseThreads(question)).how, 'measured');
  assert.equal((await chooseThreads({ ...question, model: { decoder, sha256: 'other' } })).how, 'measured');
});

test('runs asked of one session at the same time give what they give one after another', async (t) => {
  const session = await openSession(decoder, { threads: 2 });
  t.after(() => session.close());
  const feedsOf = (ids: readonly number[]) => ({
    input_ids: int64Tensor(ids, [1, ids.length]),
    attention_mask: int64Tensor(
      ids.map(() => 1),
      [1, ids.length],
    ),
    position_ids: int64Tensor(
      ids.map((_, i) => i),
      [1, ids.length],
    ),
    ...emptyCache(cacheShape(decoder)),
  });
  const inputs = [[5, 9, 2], [7, 7, 1, 30, 12], [3]].map(feedsOf);
  const together = await Promise.all(inputs.map((feeds) => session.run(feeds)));
  for (const [i, feeds] of inputs.entries())
    assert.deepEqual(together[i]!.logits!.data, (await session.run(feeds)).logits!.data);
});
