import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { onEveryDatabase } from '../testing/databases.ts';
import { testNow } from '../testing/test-console.ts';
import type { AnswerBatch, NewEvaluation } from './evaluation-rows.ts';
import { openStore, type Store } from './open-store.ts';

await onEveryDatabase((place) => {
  let store: Store;
  before(async () => {
    store = await openStore(place());
  });
  after(() => store.close());

  const newJob = async (): Promise<number> => {
    const job = { kind: 'evaluation', subject: 'sets', settings: {}, unit: 'record', logId: null } as const;
    return (await store.jobs.put({ ...job, stepsTotal: 4, startedBy: null }, testNow)).id;
  };
  const batch = (jobId: number, first: number, ids: readonly string[], change: Partial<AnswerBatch> = {}) => ({
    jobId,
    contestant: 'tuned/cot',
    recordSet: 'nominal',
    first,
    recordCount: ids.length,
    stepCount: ids.length,
    origin: { model: 'a' },
    outcomes: ids.map((id) => ({ id })),
    ...change,
  });
  const evaluation = (jobId: number): NewEvaluation => ({
    jobId,
    startedBy: 'Ann',
    settings: { what: 'sets', n: 4 },
    model: { name: 'm', sha256: 'mm' },
    adapters: [{ contestant: 'tuned/cot', name: 'cot', sha256: 'cc' }],
    headline: { contestant: 'tuned/cot', set: 'nominal', correct: 3, n: 4 },
  });

  test('answers are counted by contestant and set, and read back in the order of the records', async () => {
    const id = await newJob();
    await store.evaluations.keepAnswers(batch(id, 2, ['c']));
    await store.evaluations.keepAnswers(batch(id, 0, ['a', 'b']));
    await store.evaluations.keepAnswers(batch(id, 0, [], { recordSet: 'deleted fact', stepCount: 4 }));
    const progress = await store.evaluations.progressOf(id);
    assert.deepEqual(
      progress.map(({ recordSet, recordCount, stepCount }) => [recordSet, recordCount, stepCount]).sort(),
      [
        ['deleted fact', 0, 4],
        ['nominal', 3, 3],
      ],
    );
    assert.equal(await store.evaluations.stepsDone(id), 7);
    const outcomes = await store.evaluations.outcomesOf({ jobId: id, contestant: 'tuned/cot', recordSet: 'nominal' });
    assert.deepEqual(outcomes, [{ id: 'a' }, { id: 'b' }, { id: 'c' }]);
  });

  test('answers that two processes keep at once count once, and those of other jobs not at all', async () => {
    const id = await newJob();
    await Promise.all(['a', 'b'].map((name) => store.evaluations.keepAnswers(batch(id, 0, [name]))));
    assert.equal(await store.evaluations.stepsDone(id), 1);
    assert.equal(await store.evaluations.stepsDone(await newJob()), 0);
    assert.deepEqual(await store.evaluations.originOf(id, 'tuned/cot'), { model: 'a' });
    assert.equal(await store.evaluations.originOf(id, 'base/cot'), undefined);
  });

  test('a job has one report, listed newest first without it', async () => {
    const [first, second] = [await newJob(), await newJob()];
    const kept = await store.evaluations.insert(evaluation(first), { form: 2 }, testNow);
    const again = await store.evaluations.insert(evaluation(first), { form: 3 }, testNow);
    assert.equal(again.id, kept.id);
    assert.deepEqual(await store.evaluations.reportOf(kept.id), { form: 2 });
    const newest = await store.evaluations.insert({ ...evaluation(second), headline: null }, { form: 2 }, testNow);
    assert.deepEqual(
      (await store.evaluations.list()).map(({ id }) => id),
      [newest.id, kept.id],
    );
    const found = await store.evaluations.find(kept.id);
    assert.deepEqual(found, { id: kept.id, createdUtc: testNow.toISOString(), ...evaluation(first) });
    assert.equal(await store.evaluations.reportOf(999), undefined);
  });
});
