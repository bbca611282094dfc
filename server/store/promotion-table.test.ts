import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { onEveryDatabase } from '../testing/databases.ts';
import { testNow } from '../testing/test-console.ts';
import { openStore, type Store } from './open-store.ts';

await onEveryDatabase((place) => {
  let store: Store;
  before(async () => {
    store = await openStore(place());
  });
  after(() => store.close());

  const runOf = async () => {
    const job = { kind: 'tuning', subject: 'run', settings: {}, unit: 'step', logId: null, stepsTotal: 9 } as const;
    return (await store.jobs.put({ ...job, startedBy: null }, testNow)).id;
  };
  const promotion = (jobId: number, sha256: string) =>
    ({
      strategy: 'cot',
      author: 'ann',
      adapter: { folder: `adapters/${sha256}`, sha256, jobId },
      backTo: null,
    }) as const;

  test('the last promotion of a strategy counts, and none is the shipped adapter', async () => {
    const { promotions } = store;
    assert.equal(await promotions.latestOf('cot'), undefined);
    const first = (await promotions.insert(promotion(await runOf(), 'aa'), null, testNow))!;
    const second = (await promotions.insert(promotion(await runOf(), 'bb'), first.id, testNow))!;
    assert.deepEqual(await promotions.latestOf('cot'), second);
    assert.equal(await promotions.latestOf('basic'), undefined);
    const back = { ...promotion(first.adapter!.jobId, 'aa'), backTo: first.id };
    const third = (await promotions.insert(back, undefined, testNow))!;
    assert.deepEqual((await promotions.latestOf('cot'))?.adapter, first.adapter);
    assert.deepEqual(
      (await promotions.list()).map(({ id }) => id),
      [third.id, second.id, first.id],
    );
    assert.deepEqual(await promotions.find(second.id), second);
  });

  test('of two promotions that replace the same one, the later is refused', async () => {
    const { promotions } = store;
    const latest = await promotions.latestOf('cot');
    const made = await Promise.all([
      promotions.insert(promotion(await runOf(), 'cc'), latest!.id, testNow),
      promotions.insert(promotion(await runOf(), 'dd'), latest!.id, testNow),
    ]);
    assert.equal(made.filter((each) => each !== undefined).length, 1);
    assert.equal(await promotions.insert(promotion(await runOf(), 'ee'), null, testNow), undefined);
  });

  test('a promotion is kept with an adapter or with none, never with half of one', async () => {
    const half = `insert into promotions (created_utc, author, strategy, folder) values (now(), 'x', 'cot', 'adapters/x')`;
    await assert.rejects(store.database.query(half));
  });

  test('a run is known before it begins, keeps its counts when it begins again, and tells how far it is', async () => {
    const { tuning } = store;
    const id = await runOf();
    assert.equal((await tuning.find(id))?.progress, null);
    const counts = { labels: 3, leftOut: 1, training: 10, validation: 2 };
    await tuning.begin(id, { name: 'f', place: 'here' }, counts);
    await tuning.begin(id, { name: 'f', place: 'there' }, { ...counts, labels: 99 });
    const told = {
      validationSha256: 'v',
      modelSha256: 'm',
      trainedParameters: 5e9,
      best: { step: 4, loss: 0.25, exactMatch: 0.5, sha256: 'a' },
      endedEarly: true,
    };
    await tuning.tell(id, told);
    assert.deepEqual((await tuning.find(id))?.progress, { place: 'here', counts, ...told });
    const { rows, matching } = await tuning.list({ limit: 1, offset: 0 });
    assert.deepEqual([rows[0]!.job.id, matching > 1], [id, true]);
    assert.deepEqual(
      (await tuning.findAll([id, 1, 12_345])).map(({ job }) => job.id),
      [id, 1],
    );
  });
});
