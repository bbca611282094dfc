import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Ajv } from 'ajv';
import { AppError } from '#errors';
import { choiceDefaults } from '../evaluation/evaluation-choices.ts';
import { type EvaluationReport, EvaluationReportSchema } from '../pages/evaluation-schema.ts';
import type { JobRecord } from '../store/job-rows.ts';
import { openStore, type Store } from '../store/open-store.ts';
import { onEveryDatabase } from '../testing/databases.ts';
import { fakeModels } from '../testing/fake-models.ts';
import { labeledLog } from '../testing/labeled-log.ts';
import { type TestJobs, testJobs } from '../testing/test-jobs.ts';
import { evaluationOf, type SetEvaluation } from './evaluation-plan.ts';

/** Both models under the plain prompt on few records: 4 of the validation set and 4 of the nominal one, for each. */
const small = {
  ...choiceDefaults,
  what: 'sets',
  sets: ['nominal'],
  n: 4,
  strategies: ['basic'],
  models: ['base', 'tuned'],
} as const satisfies SetEvaluation;

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

  /** Models that note what they were asked, and do something before each answer. */
  const noting = (asked: string[], beforeBatch: (contestant: string) => void | Promise<void> = () => {}) =>
    fakeModels({
      async beforeBatch(contestant, records) {
        await beforeBatch(contestant);
        asked.push(...records.map((record) => `${contestant} ${record}`));
      },
    });

  const found = async (jobId: number): Promise<JobRecord> => (await store.jobs.find(jobId))!;

  async function reportOf(job: JobRecord): Promise<EvaluationReport> {
    const kept = (await store.evaluations.ofJob(job.id))!;
    assert.equal(job.result?.href, `/evaluation?report=${kept.id}`);
    const report = await store.evaluations.reportOf(kept.id);
    const ajv = new Ajv({ strict: false });
    assert.ok(ajv.validate(EvaluationReportSchema, report), ajv.errorsText());
    return report as EvaluationReport;
  }

  async function until(claim: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await claim())) await wait(20);
  }

  test('an evaluation on built-in sets makes a report of the usual form', async () => {
    const asked: string[] = [];
    const jobs = await bench.open({ models: noting(asked) });
    await jobs.start();
    const settings = { ...small, sets: ['nominal', 'deleted fact'], models: ['base', 'tuned', 'baseline'] } as const;
    const { id } = await jobs.desk.enqueue(evaluationOf({ ...settings, baselines: ['rules'] }, 'test sets', 'Ann'));
    await jobs.idle();
    const job = await found(id);
    assert.deepEqual([job.state, job.stepsDone, job.stepsTotal], ['done', 28, 28], job.failure?.message);
    const report = await reportOf(job);
    assert.deepEqual(
      report.contestants.map(({ key, method, adapter }) => [key, method, adapter?.name ?? null]),
      [
        ['base/basic', null, null],
        ['tuned/basic', 'prefix', 'fake basic'],
        ['baseline/rules', null, null],
      ],
    );
    assert.equal(report.rows.find(({ contestant, set }) => contestant === 'tuned/basic' && set === 'nominal')?.n, 4);
    assert.deepEqual([report.seed, report.calibration[0]?.fittedOn, report.model.name], [1, 4, 'fake']);
    const { startedBy, adapters, headline } = (await store.evaluations.ofJob(id))!;
    assert.deepEqual([startedBy, adapters.length, headline?.contestant, headline?.n], ['Ann', 1, 'tuned/basic', 4]);
    assert.equal(new Set(asked).size, asked.length);
  });

  test('an evaluation that failed in words goes on where it stopped, and nothing is asked twice', async () => {
    const asked: string[] = [];
    let isBroken = true;
    const jobs = await bench.open({
      models: noting(asked, (contestant) => {
        if (isBroken && contestant === 'tuned/basic') throw new AppError('model.broken', 'Expected an answer.');
      }),
    });
    await jobs.start();
    const { id } = await jobs.desk.enqueue(evaluationOf(small, 'nominal', null));
    await jobs.idle();
    assert.deepEqual([(await found(id)).state, (await found(id)).stepsDone], ['failed', 8]);

    isBroken = false;
    await jobs.desk.retry(id);
    await jobs.idle();
    assert.deepEqual([(await found(id)).state, (await found(id)).stepsDone], ['done', 16]);
    assert.deepEqual([asked.length, new Set(asked).size], [16, 16]);
    await reportOf(await found(id));
  });

  test('a cancelled evaluation keeps its answers, makes no report, and goes on when it is tried again', async () => {
    const asked: string[] = [];
    let isWaiting = false;
    const jobs = await bench.open({
      models: noting(asked, async (contestant) => {
        if (isWaiting || contestant !== 'base/basic') return;
        isWaiting = true;
        await until(async () => (await found(id)).isCancelRequested);
        await wait(1200);
      }),
    });
    await jobs.start();
    const { id } = await jobs.desk.enqueue(evaluationOf(small, 'nominal', null));
    await until(() => isWaiting);
    await jobs.desk.cancel(id);
    await jobs.idle();
    assert.deepEqual([(await found(id)).state, (await found(id)).stepsDone], ['cancelled', 4]);
    assert.equal(await store.evaluations.ofJob(id), undefined);

    await jobs.desk.retry(id);
    await jobs.idle();
    assert.equal((await found(id)).state, 'done');
    assert.deepEqual([asked.length, new Set(asked).size], [16, 16]);
  });

  test('a process that ends hands its rest to the next, which asks only that', async () => {
    const asked: string[] = [];
    let closing: Promise<void> | undefined;
    const first = await bench.open({
      models: noting(asked, () => {
        closing ??= first.close();
      }),
    });
    await first.start();
    const { id } = await first.desk.enqueue(evaluationOf(small, 'nominal', null));
    await until(() => closing !== undefined);
    await closing;
    assert.deepEqual([(await found(id)).state, (await found(id)).stepsDone], ['running', 4]);
    const second = await bench.open({ models: noting(asked) });
    await second.start();
    await second.idle();
    assert.equal((await found(id)).state, 'done');
    assert.deepEqual([asked.length, new Set(asked).size], [16, 16]);
  });

  test('an evaluation does not go on with another adapter than it was begun with', async () => {
    const first = await bench.open({
      models: fakeModels({
        beforeBatch(contestant, records) {
          if (contestant === 'tuned/basic' && records.length === 3) throw new AppError('model.broken', 'Stop.');
        },
      }),
    });
    await first.start();
    // The validation set has 19 records, asked as 16 and 3.
    const settings = { ...small, n: 19, models: ['tuned'] } as const;
    const { id } = await first.desk.enqueue(evaluationOf(settings, 'nominal', null));
    await first.idle();
    await first.close();
    assert.equal((await found(id)).stepsDone, 16);
    const second = await bench.open({ models: fakeModels({ adapterVersion: 'second' }) });
    await second.start();
    await second.desk.retry(id);
    await second.idle();
    assert.equal((await found(id)).failure?.code, 'server.evaluation_differs');
  });

  test('own labels are asked under every strategy, and later corrections do not count', async () => {
    const { log } = await labeledLog(store, bench, 3, 700);
    const upToReviewId = await store.labeled.newestReviewId();
    const choice = { logId: log.id, upToReviewId };
    assert.equal((await store.labeled.list()).find(({ logId }) => logId === log.id)?.targetCount, 3);
    const [label] = await store.labeled.labelsOf(choice);
    const labels = { motion: 'collision', operation: 'none', task: 'attack' } as const;
    await store.reviews.insert(
      label!.assessmentId,
      { verdict: 'corrected', labels, note: '', author: 'Ben' },
      new Date(),
    );

    const asked: string[] = [];
    const jobs = await bench.open({ models: noting(asked) });
    await jobs.start();
    const settings = {
      ...choice,
      what: 'labels',
      logName: log.name,
      targetCount: 3,
      models: ['tuned', 'base', 'baseline'],
      strategies: ['cot', 'instruction', 'basic'],
    } as const;
    const { id } = await jobs.desk.enqueue(evaluationOf(settings, log.name, null));
    await jobs.idle();
    const job = await found(id);
    assert.deepEqual([job.state, job.stepsDone, job.logId], ['done', 21, log.id], job.failure?.message);
    assert.equal(asked.length, 18);
    const report = await reportOf(job);
    const rules = report.rows.find(({ contestant }) => contestant === 'baseline/rules')!;
    assert.deepEqual([rules.set, rules.exactMatch.correct, rules.n], ['own labels', 3, 3]);
    assert.deepEqual(
      report.targets?.map(({ assessmentId }) => assessmentId).sort(),
      (await store.labeled.labelsOf(choice)).map(({ assessmentId }) => assessmentId).sort(),
    );
    assert.equal(report.gains.length, 6);
  });
});
