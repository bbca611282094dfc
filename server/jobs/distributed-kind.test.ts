import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '#errors';
import type { Answer } from '../assess/assessment-of.ts';
import type { Question } from '../assess/question.ts';
import { openStore, type Store } from '../store/open-store.ts';
import { shardTable } from '../store/shard-table.ts';
import { onEveryDatabase } from '../testing/databases.ts';
import { type TestJobs, testJobs } from '../testing/test-jobs.ts';
import { type DistributedSettings, distributedRun } from './distributed-kind.ts';
import type { Jobs } from './open-jobs.ts';
import type { QuestionAnswerer } from './question-answerer.ts';

const model = { name: 'fake', sha256: 'a'.repeat(64) };
const settings = (run: string): DistributedSettings => ({ strategy: 'cot', run, model, adapter: null });
const questionsAt = (firstTarget: number) => [{ record: `record ${firstTarget}` }] as unknown as Question[];

await onEveryDatabase((place) => {
  let store: Store;
  let bench: TestJobs;
  before(async () => {
    store = await openStore(place());
  });
  after(() => store.close());
  beforeEach(async () => {
    bench = await testJobs(store);
  });
  afterEach(() => bench.close());

  /** Answers by the record, and notes what it was asked. */
  const answering = (asked: string[], before = async () => {}): QuestionAnswerer => ({
    identify: async () => ({ model, adapter: null }),
    async answer(_strategy, questions) {
      await before();
      asked.push(...questions.map(({ record }) => record));
      return questions.map(({ record }) => ({ output: record }) as unknown as Answer);
    },
  });

  async function until(claim: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await claim())) await wait(20);
  }
  const begun = (id: number) => until(async () => (await store.jobs.find(id))?.state === 'running');
  const feed = (jobs: Jobs, id: number, firstTarget: number) =>
    jobs.desk.feed(id, { firstTarget }, (tx) => shardTable(tx).put(id, firstTarget, questionsAt(firstTarget)));
  const stateOf = async (id: number) => (await store.jobs.find(id))!.state;

  test('parts are worked as they are fed, the job goes on without any, and ends when it is told to', async () => {
    const asked: string[] = [];
    const jobs = await bench.open({ answerer: answering(asked), place: 'worker' });
    await jobs.start();
    const { id } = await jobs.desk.enqueue(distributedRun('log.csv', settings('fed')));
    await begun(id);
    for (const firstTarget of [0, 64]) {
      await feed(jobs, id, firstTarget);
      await jobs.idle();
      assert.equal(await stateOf(id), 'running');
    }
    assert.deepEqual(asked, ['record 0', 'record 64']);
    await feed(jobs, id, 64);
    await jobs.idle();
    assert.equal(asked.length, 2);
    await jobs.desk.feed(id, { firstTarget: 0 }, async () => true);
    await jobs.idle();
    assert.equal(asked.length, 2, 'a shard that is delivered twice is answered once');
    await jobs.desk.endFed(id, 128);
    const { state, stepsDone, stepsTotal } = (await store.jobs.find(id))!;
    assert.deepEqual([state, stepsDone, stepsTotal], ['done', 128, 128]);
    assert.equal(await jobs.desk.endFed(id, 128), undefined);
  });

  test('a process that starts leaves a fed job without parts alone', async () => {
    const first = await bench.open({ answerer: answering([]) });
    await first.start();
    const { id } = await first.desk.enqueue(distributedRun('log.csv', settings('waiting')));
    await begun(id);
    await (await bench.open({ answerer: answering([]) })).start();
    await first.idle();
    assert.equal((await store.jobs.find(id))!.attempts, 1);
    await first.desk.endFed(id, 0);
  });

  test('a process with another model leaves the job to others, and says so once there and in the job', async () => {
    const asked: string[] = [];
    const other = { name: 'another', sha256: 'b'.repeat(64) };
    const stranger = { ...answering(asked), identify: async () => ({ model: other, adapter: null }) };
    const broken = {
      ...answering(asked),
      identify: () => Promise.reject(new AppError('server.model_missing', 'Expected a model, got none.')),
    };
    const strangers = [await bench.open({ answerer: stranger }), await bench.open({ answerer: broken })];
    for (const jobs of strangers) await jobs.start();
    const { id } = await strangers[0]!.desk.enqueue(distributedRun('log.csv', settings('strange')));
    await until(async () => (await store.jobs.find(id))!.messages.length === 2);
    assert.deepEqual([await stateOf(id), asked], ['queued', []]);
    const words =
      'Expected model fake (aaaaaaaaaaaa) with no adapter, got model another (bbbbbbbbbbbb) with no adapter.';
    const { messages } = (await store.jobs.find(id))!;
    assert.deepEqual(messages.map(({ text }) => text).sort(), [
      `process 1 leaves it to others. ${words}`,
      'process 2 leaves it to others. Expected a model, got none.',
    ]);
    assert.ok(bench.faults.includes(`Leaves job ${id} (log.csv) to others. ${words}`));

    const knowing = await bench.open({ answerer: answering(asked) });
    await knowing.start();
    await begun(id);
    await feed(knowing, id, 0);
    await until(() => asked.length === 1);
    await knowing.desk.endFed(id, 1);
  });

  test('a cancelled job takes no more parts, and goes on with those that were not answered', async () => {
    const asked: string[] = [];
    let isHeld = true;
    let isWaiting = false;
    const hold = async () => {
      isWaiting = true;
      await until(() => !isHeld);
    };
    const jobs = await bench.open({ answerer: answering(asked, hold) });
    await jobs.start();
    const { id } = await jobs.desk.enqueue(distributedRun('log.csv', settings('cancelled')));
    await begun(id);
    for (const firstTarget of [0, 64, 128]) await feed(jobs, id, firstTarget);
    await until(() => isWaiting);
    await jobs.desk.cancel(id);
    isHeld = false;
    await jobs.idle();
    assert.equal(await stateOf(id), 'cancelled');
    assert.deepEqual(asked, ['record 0']);
    assert.equal((await feed(jobs, id, 192))?.state, 'cancelled');
    assert.deepEqual(await store.shards.unanswered(id), [64, 128]);

    await jobs.desk.retry(id);
    await until(() => asked.length === 3);
    assert.deepEqual(asked, ['record 0', 'record 64', 'record 128']);
    await jobs.idle();
    await jobs.desk.endFed(id, 192);
  });
});
