import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '#errors';
import type { EvidenceAssessor } from '../assess/evidence-assessor.ts';
import { openStore, type Store } from '../store/open-store.ts';
import { onEveryDatabase } from '../testing/databases.ts';
import { rulebookAssessor } from '../testing/rulebook-assessor.ts';
import { logText, simulatedTracks } from '../testing/test-console.ts';
import { type TestJobs, testJobs } from '../testing/test-jobs.ts';
import { classificationOf } from './classification-kind.ts';
import { importLog, noSettings } from './import-log.ts';

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

  /** A log of simulated targets that is in the store, and not classified. */
  async function keepLog(count: number, firstSeed: number, cut = false) {
    const tracks = simulatedTracks(count, firstSeed);
    if (cut) tracks[0] = { ...tracks[0]!, states: tracks[0]!.states.slice(0, 2) };
    const { settings } = await bench.importOf(`${firstSeed}.jsonl`, logText(tracks));
    const [file] = (settings as { files: { name: string; sha256: string; byteCount: number }[] }).files;
    const kept = { ...file!, path: bench.pathOf(file!.sha256) };
    const files = [{ name: file!.name, role: 'observations', kept }] as const;
    const { log } = await importLog(store, { files, settings: noSettings, origin: 'upload', now: new Date() });
    return { log, ids: tracks.map(({ targetId }) => targetId) };
  }

  const stateOf = async (jobId: number) => {
    const { state, stepsDone, stepsTotal } = (await store.jobs.find(jobId))!;
    return [state, stepsDone, stepsTotal];
  };

  /** An assessor that notes whom it was asked about, and does something before each answer. */
  const noting = (asked: string[], before: (targetId: string) => void | Promise<void> = () => {}): EvidenceAssessor =>
    rulebookAssessor({
      async beforeEach({ targetId }) {
        await before(targetId);
        asked.push(targetId);
      },
    });

  async function until(claim: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await claim())) await wait(20);
  }

  test('a job that broke off by an error in words fails, and goes on where it stopped when it is tried again', async () => {
    const { log, ids } = await keepLog(5, 50);
    const asked: string[] = [];
    let isBroken = true;
    const jobs = await bench.open({
      assessor: noting(asked, (targetId) => {
        if (isBroken && targetId === ids[3]) throw new AppError('model.broken', 'Expected an answer, got a fault.');
      }),
    });
    await jobs.start();
    const { id } = await jobs.desk.enqueue(classificationOf(log, 'cot', 'an analyst'));
    await jobs.idle();
    const failed = (await store.jobs.find(id))!;
    assert.deepEqual([failed.state, failed.stepsDone, failed.startedBy], ['failed', 3, 'an analyst']);
    assert.match(failed.messages.at(-1)!.text, /model\.broken/);
    assert.equal(failed.failure?.code, 'model.broken');

    isBroken = false;
    assert.equal((await jobs.desk.retry(id))?.state, 'queued');
    await jobs.idle();
    const done = (await store.jobs.find(id))!;
    assert.deepEqual([done.state, done.stepsDone, done.stepsTotal, done.attempts], ['done', 5, 5, 2]);
    assert.deepEqual([done.failure, done.result?.href], [null, `/logs/${log.id}`]);
    assert.deepEqual(asked, ids);
    assert.equal(await jobs.desk.retry(id), undefined);
  });

  test('a fault that is no error in words is tried again by itself', async () => {
    const { log, ids } = await keepLog(2, 130);
    const asked: string[] = [];
    let faults = 0;
    const jobs = await bench.open({
      assessor: noting(asked, (targetId) => {
        if (targetId === ids[1] && faults++ === 0) throw new Error('the connection broke');
      }),
    });
    await jobs.start();
    const { id } = await jobs.desk.enqueue(classificationOf(log, 'cot', null));
    await jobs.idle();
    const { state, messages, attempts } = (await store.jobs.find(id))!;
    assert.deepEqual([state, attempts], ['done', 2]);
    assert.ok(messages.some(({ text }) => /tried again: the connection broke/.test(text)));
    assert.deepEqual(asked, ids);
    assert.equal(bench.faults.length, 1);
  });

  test('a cancelled job stops after the step in hand, keeps what is done, and goes on when it is tried again', async () => {
    const { log, ids } = await keepLog(6, 140);
    const asked: string[] = [];
    let isWaiting = false;
    const jobs = await bench.open({
      assessor: noting(asked, async () => {
        if (asked.length !== 2) return;
        isWaiting = true;
        await until(async () => (await store.jobs.find(id))!.isCancelRequested);
        await wait(1200);
      }),
    });
    await jobs.start();
    const { id } = await jobs.desk.enqueue(classificationOf(log, 'cot', null));
    await until(() => isWaiting);
    assert.deepEqual((await stateOf(id))[0], 'running');
    await jobs.desk.cancel(id);
    await jobs.idle();
    assert.deepEqual(await stateOf(id), ['cancelled', 3, 6]);
    assert.equal(await jobs.desk.cancel(id), undefined);

    await jobs.desk.retry(id);
    await jobs.idle();
    assert.deepEqual(await stateOf(id), ['done', 6, 6]);
    assert.deepEqual(asked, ids);
  });

  test('a job that waits is cancelled at once', async () => {
    const { log } = await keepLog(1, 150);
    const jobs = await bench.open();
    const { id } = await jobs.desk.enqueue(classificationOf(log, 'cot', null));
    assert.equal((await jobs.desk.cancel(id))?.state, 'cancelled');
    await jobs.start();
    await jobs.idle();
    assert.deepEqual(await stateOf(id), ['cancelled', 0, null]);
  });

  test('two processes share the parts of one job, and no target is asked about twice', async () => {
    const { log, ids } = await keepLog(130, 1000);
    const asked: [string[], string[]] = [[], []];
    const pause = () => wait(2);
    const [console_, worker] = [
      await bench.open({ assessor: noting(asked[0], pause) }),
      await bench.open({ assessor: noting(asked[1], pause), place: 'worker' }),
    ];
    await Promise.all([console_.start(), worker.start()]);
    const { id } = await console_.desk.enqueue(classificationOf(log, 'cot', null));
    await console_.idle();
    assert.deepEqual(await stateOf(id), ['done', 130, 130]);
    assert.ok(asked[0].length > 0 && asked[1].length > 0, `${asked[0].length} and ${asked[1].length}`);
    assert.deepEqual(asked.flat().sort(), ids.sort());
    const { assessedCount } = (await store.logs.find(log.id))!;
    assert.equal(assessedCount, 130);
  });

  test('a process that ends hands its rest to the next', async () => {
    const { log, ids } = await keepLog(4, 160);
    const asked: string[] = [];
    let closing: Promise<void> | undefined;
    const first = await bench.open({
      assessor: noting(asked, () => {
        if (asked.length === 1) closing = first.close();
      }),
    });
    await first.start();
    const { id } = await first.desk.enqueue(classificationOf(log, 'cot', null));
    await until(() => closing !== undefined);
    await closing;
    assert.deepEqual(await stateOf(id), ['running', 2, 4]);
    const second = await bench.open({ assessor: noting(asked) });
    await second.start();
    await second.idle();
    assert.deepEqual(await stateOf(id), ['done', 4, 4]);
    assert.deepEqual(asked, ids);
  });

  test('jobs from before there were pieces are taken up at the next start', async () => {
    const { log } = await keepLog(2, 170);
    const { id } = await store.jobs.put(classificationOf(log, 'cot', null), new Date());
    await store.jobs.start(id, { done: 0, total: 2 }, new Date());
    const jobs = await bench.open();
    await jobs.start();
    await jobs.idle();
    assert.deepEqual(await stateOf(id), ['done', 2, 2]);
  });

  test('a log classified again by the same model adds no record', async () => {
    const { log } = await keepLog(2, 80);
    const jobs = await bench.open();
    await jobs.start();
    await jobs.desk.enqueue(classificationOf(log, 'cot', null));
    await jobs.idle();
    const count = await store.assessments.count();
    const { id } = await jobs.desk.enqueue(classificationOf(log, 'cot', null));
    await jobs.idle();
    assert.equal(await store.assessments.count(), count);
    assert.deepEqual(await stateOf(id), ['done', 2, 2]);
  });

  test('a log is queued once while its job is still to do', async () => {
    const { log } = await keepLog(1, 180);
    const { desk } = await bench.open();
    const twice = await Promise.all([1, 2].map(() => desk.enqueue(classificationOf(log, 'cot', null))));
    assert.equal(twice[0]!.id, twice[1]!.id);
  });

  test('a target with too few observations is told of and does not stop the others', async () => {
    const { log, ids } = await keepLog(2, 90, true);
    const jobs = await bench.open();
    await jobs.start();
    const { id } = await jobs.desk.enqueue(classificationOf(log, 'cot', null));
    await jobs.idle();
    assert.deepEqual(await stateOf(id), ['done', 2, 2]);
    assert.equal((await store.tracks.latestOf(ids[0]!))?.refusal?.code, 'domain.too_few_states');
  });

  test('every change is told to those who watch, the end last', async () => {
    const { log } = await keepLog(2, 95);
    const jobs = await bench.open();
    const { id } = await jobs.desk.enqueue(classificationOf(log, 'cot', null));
    const heard: string[] = [];
    const unwatch = jobs.desk.watch(id, ({ state }) => heard.push(state));
    await until(() => heard.length > 0);
    await jobs.start();
    await until(() => heard.at(-1) === 'done');
    unwatch();
    assert.equal(heard[0], 'queued');
  });
});
