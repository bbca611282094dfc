import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gatherEvidence, type Intention } from '#domain';
import { decoding, noteSeconds } from '../assess/answer-making.ts';
import { classificationOf } from '../jobs/classification-kind.ts';
import { onEveryDatabase } from '../testing/databases.ts';
import { assessByRulebook } from '../testing/rulebook-assessor.ts';
import { simulatedTracks, testNow } from '../testing/test-console.ts';
import type { AssessmentRecord } from './assessment-rows.ts';
import { openStore, type Store } from './open-store.ts';
import type { Review } from './review-rows.ts';

const tracks = simulatedTracks(2, 300);
const everything = { limit: 10, offset: 0 };

/** Keeps the tracks, each assessed by two strategies; the cot answer of the first took half a second. */
async function keepAssessed(store: Store): Promise<readonly AssessmentRecord[]> {
  const { id } = await store.logs.insert(
    {
      name: 'reviewed.jsonl',
      sha256: 'reviewed',
      origin: 'upload',
      files: [{ name: 'reviewed.jsonl', role: 'observations', sha256: 'r', byteCount: 1 }],
      settings: { own: null, format: null, frame: null },
      receivedUtc: testNow,
    },
    {
      readings: (async function* () {
        for (const value of tracks) yield { kind: 'accepted', line: 1, value } as const;
      })(),
      acceptedCounts: () => [1],
    },
  );
  const job = await store.jobs.put(classificationOf({ id, name: 'reviewed.jsonl' }, 'cot', null), testNow);
  for (const [i, trackId] of (await store.tracks.pendingIds(job.id)).entries()) {
    for (const strategy of ['cot', 'basic'] as const) {
      const assessment = assessByRulebook(gatherEvidence(tracks[i]!), strategy);
      if (i === 0 && strategy === 'cot') noteSeconds(assessment, 0.5);
      await store.assessments.insert(trackId, job.id, assessment, testNow);
    }
  }
  return (await Promise.all(tracks.map(({ targetId }) => store.assessments.ofTarget(targetId)))).flat();
}

await onEveryDatabase((place) => {
  let store: Store;
  let records: readonly AssessmentRecord[];
  const find = (target: number, strategy: string) =>
    records.find(
      ({ assessment }) => assessment.targetId === tracks[target]!.targetId && assessment.strategy === strategy,
    )!;
  before(async () => {
    store = await openStore(place());
    records = await keepAssessed(store);
  });
  after(() => store.close());

  const labels: Intention = { motion: 'hovering', operation: 'none', task: 'observation' };
  const review = (change: Partial<Review> = {}): Review => ({
    verdict: 'corrected',
    labels,
    note: 'By eye.',
    author: 'first',
    ...change,
  });

  test('an assessment is found by its number, with the time it took and how it was decoded', async () => {
    const { id } = find(0, 'cot');
    const found = await store.assessments.find(id);
    assert.deepEqual(found?.making, { seconds: 0.5, decoding });
    assert.equal((await store.assessments.find(find(0, 'basic').id))?.making.seconds, null);
    assert.equal(await store.assessments.find(99_999), undefined);
  });

  test('every review of an answer is kept, the newest first', async () => {
    const { id } = find(0, 'cot');
    await store.reviews.insert(id, review(), testNow);
    await store.reviews.insert(id, review({ verdict: 'confirmed', author: 'second', note: '' }), testNow);
    const kept = await store.reviews.ofAssessment(id);
    assert.deepEqual(
      kept.map(({ author, verdict }) => [author, verdict]),
      [
        ['second', 'confirmed'],
        ['first', 'corrected'],
      ],
    );
    assert.deepEqual(kept[1]?.labels, labels);
    assert.equal(kept[1]?.createdUtc, testNow.toISOString());
  });

  test('the last review of a target counts, whichever of its answers it is about', async () => {
    await store.reviews.insert(find(1, 'cot').id, review({ note: '100 % sure' }), testNow);
    await store.reviews.insert(find(0, 'basic').id, review({ author: 'third' }), testNow);
    const { rows, matching } = await store.reviews.counting({}, everything);
    assert.equal(matching, 2);
    assert.deepEqual(
      rows.map(({ targetId, author, assessmentId }) => [targetId, author, assessmentId]),
      [
        [tracks[0]!.targetId, 'third', find(0, 'basic').id],
        [tracks[1]!.targetId, 'first', find(1, 'cot').id],
      ],
    );
    assert.equal(rows[0]?.answer.motion, find(0, 'basic').assessment.motion.label);
  });

  test('reviews are listed by what they say, and a page at a time', async () => {
    const matching = async (filter: Parameters<Store['reviews']['counting']>[0]) =>
      (await store.reviews.counting(filter, everything)).rows.map(({ targetId }) => targetId);
    const [first, second] = tracks.map(({ targetId }) => targetId);
    assert.deepEqual(await matching({ search: 'THIRD' }), [first]);
    assert.deepEqual(await matching({ search: '100 %' }), [second]);
    assert.deepEqual(await matching({ search: '_' }), []);
    assert.deepEqual(await matching({ verdict: 'confirmed' }), []);
    assert.deepEqual(await matching({ motion: 'hovering', task: 'observation' }), [first, second]);
    assert.deepEqual(await matching({ operation: 'docking' }), []);
    const page = await store.reviews.counting({}, { limit: 1, offset: 1 });
    assert.deepEqual([page.matching, page.rows.map(({ targetId }) => targetId)], [2, [second]]);
  });

  test('reruns are kept with what they said, the newest first', async () => {
    const { id } = find(0, 'cot');
    const rerun = { output: 'motion: flyby.', isSame: false, promptTokens: 200, outputTokens: 5, seconds: 0.25 };
    await store.reruns.insert(id, rerun, testNow);
    await store.reruns.insert(id, { ...rerun, isSame: true }, testNow);
    const [newest, oldest] = await store.reruns.ofAssessment(id);
    assert.equal(newest?.isSame, true);
    const { id: _, createdUtc, ...kept } = oldest!;
    assert.deepEqual(kept, rerun);
    assert.equal(createdUtc, testNow.toISOString());
  });
});
