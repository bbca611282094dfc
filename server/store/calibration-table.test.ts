import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { calibrate } from '../evaluation/calibrate-answer.ts';
import { onEveryDatabase } from '../testing/databases.ts';
import { labeledLog } from '../testing/labeled-log.ts';
import { testJobs } from '../testing/test-jobs.ts';
import { openStore, type Store } from './open-store.ts';

/** The stand-in that assesses the targets of the tests. */
const standIn = { modelSha256: '0'.repeat(64), adapterSha256: null, strategy: 'cot' } as const;
const asGenerated = 0.96 * 0.94 * 0.92;

await onEveryDatabase((place) => {
  let store: Store;
  before(async () => {
    store = await openStore(place());
    const bench = await testJobs(store);
    await labeledLog(store, bench, 2, 500);
    await bench.close();
  });
  after(() => store.close());

  const listed = async () =>
    (await store.targets.page({ sort: 'target', descending: false, limit: 9 })).rows[0]!.answer!;
  /** Both say the same to nine digits. */
  const isSame = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-9, `${a} and ${b}`);

  test('lists show a confidence as generated where no temperature was fitted', async () => {
    await store.calibrations.align([{ ...standIn, strategy: 'basic', temperature: 3 }]);
    isSame((await listed()).confidence, asGenerated);
    isSame((await listed()).confidences.motion!, 0.96);
  });

  for (const temperature of [0.01, 0.587, 1, 4, 100]) {
    test(`at temperature ${temperature} lists, histories and filters say what the page of an assessment does`, async () => {
      const calibration = { kind: 'calibrated', contestant: 'base/cot', temperature, fittedOn: 9 } as const;
      const shown = (probability: number) => calibrate(calibration, probability);
      await store.calibrations.align([{ ...standIn, temperature }]);
      const { confidence, confidences, assessmentId } = await listed();
      const calibrated = shown(asGenerated);
      isSame(confidence, calibrated);
      isSame(confidences.task!, shown(0.92));
      const { assessment } = (await store.assessments.find(assessmentId))!;
      const [summary] = await store.assessments.summariesOf(assessment.targetId);
      isSame(summary!.confidence, calibrated);
      const below = (confidenceBelow: number) => store.targets.count({ confidenceBelow });
      assert.deepEqual([await below(calibrated - 1e-6), await below(calibrated + 1e-6)], [0, 2]);
    });
  }

  test('without temperatures everything is as generated again', async () => {
    await store.calibrations.align([]);
    isSame((await listed()).confidence, asGenerated);
  });
});
