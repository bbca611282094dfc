import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { NewJob } from '../store/job-rows.ts';
import { openStore, type Store } from '../store/open-store.ts';
import { onEveryDatabase } from '../testing/databases.ts';
import { logText, simulatedTracks } from '../testing/test-console.ts';
import { type TestJobs, testJobs } from '../testing/test-jobs.ts';

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

  const logFile = (count: number, seed: number) => logText(simulatedTracks(count, seed));
  const rowsLeft = async () => {
    const [row] = await store.database.query<{ left: number }>(
      `select ((select count(*) from imports) + (select count(*) from tracks t where not exists
         (select from logs l where l.id = t.log_id)))::int as left`,
    );
    return row!.left;
  };

  /** Works a job, and what it queues, to the end. */
  async function run(job: NewJob) {
    const jobs = await bench.open();
    await jobs.start();
    const { id } = await jobs.desk.enqueue(job);
    await jobs.idle();
    return (await store.jobs.find(id))!;
  }

  test('an import reads its files into a log, and its classification follows', async () => {
    const text = logFile(3, 10);
    const job = await run(await bench.importOf('three.jsonl', text));
    assert.deepEqual([job.state, job.stepsDone, job.stepsTotal], ['done', text.length, text.length]);
    assert.deepEqual([job.result?.href, job.result?.isKnown], [`/logs/${job.logId}`, false]);
    const log = (await store.logs.find(job.logId!))!;
    assert.deepEqual([log.name, log.targetCount, log.assessedCount, log.jobId], ['three.jsonl', 3, 3, job.id]);
    const kinds = (await store.jobs.ofLog(log.id)).map(({ kind, state }) => [kind, state]);
    assert.deepEqual(kinds, [
      ['classification', 'done'],
      ['import', 'done'],
    ]);
  });

  test('files that were here already lead to their log, and nothing is added', async () => {
    const text = logFile(1, 20);
    const first = await run(await bench.importOf('a.jsonl', text));
    const again = await run(await bench.importOf('b.jsonl', text));
    assert.deepEqual([again.state, again.result?.isKnown, again.logId], ['done', true, first.logId]);
    assert.equal(again.result?.href, `/logs/${first.logId}?known=1`);
    assert.equal((await store.jobs.ofLog(first.logId!)).length, 3);
  });

  test('a file that is refused as a whole fails its import in words, and leaves nothing', async () => {
    const job = await run(await bench.importOf('letter.txt', 'Dear analyst,\n'));
    assert.equal(job.state, 'failed');
    assert.equal(job.failure?.code, 'domain.unknown_format');
    assert.match(job.messages.at(-1)!.text, /domain\.unknown_format/);
    assert.equal(await rowsLeft(), 0);
  });

  test('a log is not seen before it is whole', async () => {
    const jobs = await bench.open();
    const seen: number[] = [];
    const before = await store.targets.counts();
    const { id } = await jobs.desk.enqueue(await bench.importOf('many.jsonl', logFile(70, 2000)));
    await jobs.start();
    for (let job = await store.jobs.find(id); job!.state !== 'done'; job = await store.jobs.find(id)) {
      if (job!.stepsDone > 0 && (await store.logs.list()).every((log) => log.name !== 'many.jsonl'))
        seen.push((await store.targets.counts()).targets - before.targets);
      await wait(1);
    }
    assert.ok(seen.length > 0, 'the import was never seen under way');
    assert.deepEqual(
      seen.filter((count) => count !== 0 && count !== 70),
      [],
    );
    assert.equal(seen[0], 0);
    await jobs.idle();
  });

  test('an import that is cancelled leaves nothing, and is whole when it is tried again', async () => {
    const jobs = await bench.open();
    const { id } = await jobs.desk.enqueue(await bench.importOf('cancelled.jsonl', logFile(70, 3000)));
    await jobs.start();
    const stepsDone = async () => (await store.jobs.find(id))!.stepsDone;
    while ((await stepsDone()) === 0) await wait(1);
    await jobs.desk.cancel(id);
    await jobs.idle();
    const { state } = (await store.jobs.find(id))!;
    assert.equal(await rowsLeft(), 0);
    await jobs.close();
    if (state === 'cancelled') {
      const again = await bench.open();
      await again.desk.retry(id);
      await again.start();
      await again.idle();
    }
    const log = (await store.logs.find((await store.jobs.find(id))!.logId!))!;
    assert.deepEqual([log.name, log.targetCount], ['cancelled.jsonl', 70]);
  });

  test('what a killed import left is dropped when it is tried again, and the log is there once', async () => {
    const { id } = await store.jobs.put(await bench.importOf('killed.jsonl', logFile(2, 40)), new Date());
    const [killed] = await store.database.query<{ log_id: number }>(
      `insert into imports (log_id, job_id) values (nextval(pg_get_serial_sequence('logs', 'id'))::int, $1)
       returning log_id`,
      [id],
    );
    await store.database.query(
      `insert into tracks (log_id, target_id, source, reported, states, state_count, window_start_utc, window_end_utc,
         thumbnail) values ($1, 'half', 'killed.jsonl', '{}', '', 0, now(), now(), '')`,
      [killed!.log_id],
    );
    const jobs = await bench.open();
    await jobs.start();
    await jobs.idle();
    const job = (await store.jobs.find(id))!;
    assert.equal((await store.logs.find(job.logId!))?.targetCount, 2);
    assert.equal(await rowsLeft(), 0);
  });

  test('a worker leaves imports to those that have the files', async () => {
    const worker = await bench.open({ place: 'worker' });
    const job = await bench.importOf('left.jsonl', logFile(1, 60));
    await worker.start();
    const { id } = await worker.desk.enqueue(job);
    await wait(700);
    assert.equal((await store.jobs.find(id))?.state, 'queued');

    const other = await testJobs(store);
    const elsewhere = await other.open();
    await elsewhere.start();
    await wait(700);
    assert.equal((await store.jobs.find(id))?.state, 'queued');
    const here = await bench.open();
    await here.start();
    await here.idle();
    assert.equal((await store.jobs.find(id))?.state, 'done');
    await other.close();
  });
});
