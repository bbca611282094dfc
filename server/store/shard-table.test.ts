import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Answer } from '../assess/assessment-of.ts';
import type { Question } from '../assess/question.ts';
import { onEveryDatabase } from '../testing/databases.ts';
import { openStore, type Store } from './open-store.ts';

const question = (record: string): Question => ({ record, facts: { b: '1', a: '2' } as unknown as Question['facts'] });
/** Its keys are in an order that `jsonb` would change. */
const answer = { output: 'line\nline', confidence: 0.1234, facts: { zeta: 'z\u0000', a: 'a' } } as unknown as Answer;

await onEveryDatabase((place) => {
  let store: Store;
  let jobId: number;
  before(async () => {
    store = await openStore(place());
    const settings = { run: 'a run' };
    const rest = { unit: 'target', logId: null, stepsTotal: null, startedBy: null } as const;
    jobId = (await store.jobs.put({ kind: 'distributed', subject: 'log', settings, ...rest }, new Date())).id;
  });
  after(() => store.close());

  test('answers come back letter by letter, their keys in order', async () => {
    assert.equal(await store.shards.put(jobId, 0, [question('first')]), true);
    const taken = (await store.shards.take(jobId, 0, 'ada:1'))!;
    assert.deepEqual([taken.questions, taken.isAnswered], [[question('first')], false]);
    assert.deepEqual(await store.shards.look(jobId, [0]), [{ firstTarget: 0, worker: 'ada:1', answers: null }]);
    await store.shards.answer(jobId, 0, taken.sha256, [answer]);
    const [seen] = await store.shards.look(jobId, [0, 64]);
    assert.equal(JSON.stringify(seen!.answers), JSON.stringify([answer]));
  });

  test('a second answer changes nothing, and the one who answered stays noted', async () => {
    const taken = (await store.shards.take(jobId, 0, 'bob:2'))!;
    assert.equal(taken.isAnswered, true);
    await store.shards.answer(jobId, 0, taken.sha256, []);
    const [seen] = await store.shards.look(jobId, [0]);
    assert.deepEqual([seen!.worker, seen!.answers?.length], ['ada:1', 1]);
  });

  test('the same questions keep their answers; others take their place, and late answers to the former do not count', async () => {
    assert.equal(await store.shards.put(jobId, 0, [question('first')]), false);
    const former = (await store.shards.take(jobId, 0, 'ada:1'))!;
    assert.equal(await store.shards.put(jobId, 0, [question('another')]), true);
    await store.shards.answer(jobId, 0, former.sha256, [answer]);
    assert.deepEqual(await store.shards.unanswered(jobId), [0]);
    assert.deepEqual(await store.shards.look(jobId, [0]), []);
  });

  test('what is merged is forgotten, up to the target that comes next', async () => {
    for (const firstTarget of [64, 128, 192]) await store.shards.put(jobId, firstTarget, [question('more')]);
    await store.shards.release(jobId, 128);
    assert.deepEqual(await store.shards.unanswered(jobId), [128, 192]);
    assert.equal(await store.shards.take(jobId, 64, 'ada:1'), undefined);
    await store.shards.answer(jobId, 64, '', [answer]);
    assert.equal(await store.shards.count(jobId), 2);
  });
});
