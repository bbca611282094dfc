import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { buildDecoderGraph } from '../decoder/decoder-graph.ts';
import { cacheShape } from '../graph/decoder-convention.ts';
import { temporaryFolder, tinyConfig, tinyWeights } from '../testing/tiny-glm.ts';
import { emptyCache } from './cache.ts';
import { measureRate } from './measure-rate.ts';
import { int64Tensor, openSession } from './session.ts';
import { chooseThreads, leastOfFastest, nameOf, type Sharing, sharingsOf } from './thread-choice.ts';

const decoder = buildDecoderGraph(tinyConfig, tinyWeights(tinyConfig));

/** A machine on which two sessions of one thread are fastest. */
const question = (cacheDir: string | null, sha256 = 'tiny', weightBytes = 1e6) => {
  const tried: Sharing[] = [];
  return {
    tried,
    asked: undefined,
    cacheDir,
    describe: async () => ({ sha256, weightBytes }),
    async measure(sharing: Sharing) {
      tried.push(sharing);
      return 100 * sharing.sessions + sharing.threads;
    },
  };
};
const all = { sessions: 1, threads: availableParallelism(), how: 'all', tokensPerS: {} };

test('one session is tried with threads doubled up to all cores, and more sessions that share the cores', () => {
  const names = (cores: number) => sharingsOf(cores).map(nameOf);
  assert.deepEqual(names(1), ['1 x 1']);
  assert.deepEqual(names(2), ['1 x 1', '1 x 2', '2 x 1']);
  assert.deepEqual(names(3), ['1 x 1', '1 x 2', '1 x 3', '2 x 1', '3 x 1']);
  assert.deepEqual(names(16), ['1 x 1', '1 x 2', '1 x 4', '1 x 8', '1 x 16', '2 x 8', '4 x 4']);
});

test('of what is about as fast the least is chosen', () => {
  assert.deepEqual(leastOfFastest({ '1 x 1': 100, '1 x 2': 180, '1 x 4': 185, '2 x 2': 120 }), {
    sessions: 1,
    threads: 2,
  });
  assert.deepEqual(leastOfFastest({ '1 x 1': 100, '1 x 2': 181, '2 x 1': 180 }), { sessions: 2, threads: 1 });
  assert.deepEqual(leastOfFastest({ '1 x 1': 100, '1 x 2': 130, '2 x 1': 190 }), { sessions: 2, threads: 1 });
});

test('what is asked for is taken; without a folder, and for a large model, nothing is measured', async (t) => {
  const asked = await chooseThreads({ ...question(null), asked: 3 });
  assert.deepEqual(asked, { sessions: 1, threads: 3, how: 'asked', tokensPerS: {} });
  assert.deepEqual(await chooseThreads(question(null)), all);
  const large = question(await temporaryFolder(t), 'large', 1e9);
  assert.deepEqual(await chooseThreads(large), all);
  assert.deepEqual(large.tried, []);
});

test('a measurement is kept for the model and taken from there, a damaged one is made anew', async (t) => {
  if (availableParallelism() === 1) return t.skip('one core leaves no choice');
  const cacheDir = await temporaryFolder(t);
  const measured = await chooseThreads(question(cacheDir));
  assert.equal(measured.how, 'measured');
  assert.ok(measured.sessions > 1);
  assert.deepEqual(Object.keys(measured.tokensPerS), sharingsOf(availableParallelism()).map(nameOf));
  assert.deepEqual(await chooseThreads(question(cacheDir)), { ...measured, how: 'kept' });
  const [file] = await readdir(cacheDir);
  await writeFile(join(cacheDir, file!), '{"1 x 2":');
  assert.equal((await chooseThreads(question(cacheDir))).how, 'measured');
  assert.equal((await chooseThreads(question(cacheDir, 'other'))).how, 'measured');
});

test('a rate is that of runs that were made', async () => {
  const [short, long] = [await measureRate(decoder, 1, 50), await measureRate(decoder, 1, 200)];
  assert.ok(short > 0 && long > 0 && short / long < 20 && long / short < 20, `${short} and ${long}`);
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
