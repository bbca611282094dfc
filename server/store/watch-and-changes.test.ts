import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Assessment, gatherEvidence, type Reading, type Track } from '#domain';
import { classificationOf } from '../jobs/classification-kind.ts';
import { noSettings } from '../jobs/import-log.ts';
import { onEveryDatabase } from '../testing/databases.ts';
import { assessByRulebook } from '../testing/rulebook-assessor.ts';
import { simulatedTracks, testNow } from '../testing/test-console.ts';
import type { LogSettings } from './log-rows.ts';
import { openStore, type Store } from './open-store.ts';

async function* readingsOf(tracks: readonly Track[]): AsyncGenerator<Reading<Track>> {
  for (const value of tracks) yield { kind: 'accepted', line: 1, value };
}

const later = (minutes: number) => new Date(testNow.getTime() + minutes * 60_000);

await onEveryDatabase((place) => {
  let store: Store;
  before(async () => {
    store = await openStore(place());
  });
  after(() => store.close());

  async function keep(name: string, tracks: readonly Track[], nowUtc = testNow, settings: LogSettings = noSettings) {
    const file = { name, role: 'observations', sha256: name, byteCount: 1 } as const;
    const log = await store.logs.insert(
      { name, sha256: name, origin: 'upload', files: [file], settings, receivedUtc: nowUtc },
      { readings: readingsOf(tracks), acceptedCounts: () => [0] },
    );
    return { log, job: await store.jobs.put(classificationOf(log, 'cot', null), nowUtc) };
  }

  /** Assesses the last observation of a target, with some of the answer changed. */
  async function assess(targetId: string, change: Partial<Assessment>, nowUtc = testNow): Promise<void> {
    const { id, logId, track } = (await store.tracks.latestOf(targetId))!;
    const [job] = await store.jobs.ofLog(logId);
    const adapter = { name: 'of a test', sha256: JSON.stringify(change) };
    await store.assessments.insert(
      id,
      job!.id,
      { ...assessByRulebook(gatherEvidence(track)), adapter, ...change },
      nowUtc,
    );
  }

  const named = (targetId: string, seed: number, context?: Track['context']): Track => ({
    ...simulatedTracks(1, seed)[0]!,
    targetId,
    ...(context && { context }),
  });
  const answer = (label: string, confidence = 0.9) => ({ label, confidence, reasoning: '', alternatives: [] });
  const sortedIds = async (asset: string) => {
    const rows = [];
    for await (const row of store.targets.stream({ asset, sort: 'severity', descending: true }))
      rows.push(row.targetId);
    return rows;
  };

  test('the most urgent target comes first, then the surer, then the nearer, and the unassessed last', async () => {
    const settings = { ...noSettings, own: 'SORTED' };
    await keep(
      'sorted',
      ['a', 'b', 'c', 'd'].map((id, index) => named(`sort-${id}`, 700 + index)),
      testNow,
      settings,
    );
    await assess('sort-a', { task: answer('support'), confidence: 0.99 });
    await assess('sort-b', { task: answer('attack'), confidence: 0.5 });
    await assess('sort-c', { task: answer('attack'), confidence: 0.9 });
    assert.deepEqual(await sortedIds('SORTED'), ['sort-c', 'sort-b', 'sort-a', 'sort-d']);
    const { rows } = await store.assets.worst(100, 2);
    const asset = rows.find(({ name }) => name === 'SORTED');
    assert.deepEqual([asset?.severity, asset?.targetCount], ['critical', 4]);
    assert.deepEqual(asset?.countsByStatus, { critical: 2, normal: 1, off: 1 });
    assert.equal(asset?.nearest.length, 2);
  });

  for (const sort of ['target', 'severity', 'confidence', 'closest', 'observed', 'task', 'physics'] as const)
    for (const descending of [true, false])
      test(`pages sorted by ${sort}, ${descending ? 'down' : 'up'}, hold every target once`, async () => {
        const ids: string[] = [];
        let after: Awaited<ReturnType<Store['targets']['page']>>['next'] | undefined;
        do {
          const page = await store.targets.page({ sort, descending, limit: 1, after: after ?? undefined });
          ids.push(...page.rows.map(({ targetId }) => targetId));
          after = JSON.parse(JSON.stringify(page.next));
        } while (after);
        const { targets } = await store.targets.counts();
        assert.equal(ids.length, targets);
        assert.equal(new Set(ids).size, targets);
      });

  test('a target is found by identifier, name, designator, log and label', async () => {
    const context = {
      origin: 'observed',
      ownName: 'HOST (1)',
      targetName: 'NAUKA',
      targetDesignator: '2021-066A',
    } as const;
    await keep('search.csv', [named('49044', 720, context)]);
    await assess('49044', { pattern: undefined, task: answer('negotiation') } as Partial<Assessment>);
    for (const search of ['4904', 'nauka', '2021-066', 'SEARCH.csv', 'negotiat'])
      assert.equal(await store.targets.count({ search }), 1, search);
    assert.equal(await store.targets.count({ search: '%' }), 0);
    const found = await store.targets.find('49044');
    assert.deepEqual([found?.ownName, found?.targetDesignator], ['HOST (1)', '2021-066A']);
  });

  test('filters narrow by severity, confidence, physics, log and time', async () => {
    const asset = 'SORTED';
    assert.equal(await store.targets.count({ asset, severity: 'critical' }), 2);
    assert.equal(await store.targets.count({ asset, severityFrom: 'normal' }), 3);
    assert.equal(await store.targets.count({ asset, confidenceBelow: 0.6 }), 1);
    assert.equal(await store.targets.count({ asset, severity: 'off' }), 1);
    const { logId, lastObservationUtc } = (await store.targets.find('sort-a'))!;
    assert.equal(await store.targets.count({ logId }), 4);
    const observedSinceUtc = new Date(Date.parse(lastObservationUtc) + 1);
    const newer = await store.targets.count({ asset, observedSinceUtc });
    assert.equal(await store.targets.count({ asset, observedSinceUtc: new Date(lastObservationUtc) }), newer + 1);
  });

  test('a watch list belongs to one reader, and a target is on it once', async () => {
    assert.equal(await store.watch.watch('ana', 'sort-a', testNow), true);
    assert.equal(await store.watch.watch('ana', 'sort-a', testNow), true);
    assert.equal(await store.watch.watch('ana', 'nobody', testNow), false);
    await store.watch.watch('ana', 'sort-c', testNow);
    const { rows, count } = await store.watch.watched('ana', 1);
    assert.deepEqual([rows.map(({ targetId }) => targetId), count], [['sort-c'], 2]);
    assert.equal(await store.targets.count({ watchedBy: 'ana' }), 2);
    assert.equal((await store.watch.watched('ben', 9)).count, 0);
    await store.watch.unwatch('ana', 'sort-c');
    assert.deepEqual([...(await store.watch.watchedAmong('ana', ['sort-a', 'sort-c']))], ['sort-a']);
  });

  test('a look never moves back', async () => {
    assert.equal(await store.watch.lookedUtc('eve'), null);
    await store.watch.look('eve', later(5));
    await store.watch.look('eve', later(2));
    assert.deepEqual(await store.watch.lookedUtc('eve'), later(5));
  });

  test('labels that became others are told from what they were at the look, once for each target', async () => {
    await keep('changing', [named('changes', 730)], later(-60));
    await assess('changes', { task: answer('support') }, later(-50));
    await assess('changes', { task: answer('observation') }, later(10));
    await assess('changes', { task: answer('attack') }, later(20));
    const { rows, count } = await store.changes.labelChanges(testNow, 10);
    assert.deepEqual([count, rows[0]?.targetId], [1, 'changes']);
    assert.deepEqual([rows[0]?.old.task, rows[0]?.now.task], ['support', 'attack']);
    assert.deepEqual([rows[0]?.oldSeverity, rows[0]?.severity], ['normal', 'critical']);
    assert.equal((await store.changes.labelChanges(later(25), 10)).count, 0);
    assert.equal((await store.changes.lastChanges(['changes', 'sort-a'])).get('changes')?.old.task, 'observation');
  });

  test('a label that came back to what it was is no change', async () => {
    await keep('returning', [named('returns', 732)], later(-60));
    for (const [task, minutes] of [
      ['support', -50],
      ['attack', 10],
      ['support', 11],
    ] as const)
      await assess('returns', { task: answer(task), confidence: 0.8 + minutes / 1000 }, later(minutes));
    const { rows } = await store.changes.labelChanges(testNow, 10);
    assert.ok(rows.every(({ targetId }) => targetId !== 'returns'));
  });

  test('a newer observation that nothing has assessed keeps no old labels', async () => {
    const track = named('fresh', 734);
    const half = track.states.length >> 1;
    await keep('older half', [{ ...track, states: track.states.slice(0, half) }]);
    await assess('fresh', { task: answer('attack') });
    await keep('newer half', [{ ...track, states: track.states.slice(half) }], later(1));
    const found = await store.targets.find('fresh');
    assert.deepEqual([found?.severity, found?.answer, found?.firstReceivedUtc], ['off', null, testNow.toISOString()]);
  });

  test('new targets, refusals and jobs that ended are told since an instant', async () => {
    const since = later(100);
    const { job } = await keep('late', [named('late', 736)], later(101));
    const { id } = (await store.tracks.latestOf('late'))!;
    await store.tracks.refuse(id, { code: 'domain.too_few_states', message: 'too few' }, later(102));
    await store.jobs.finish(job.id, { state: 'done', message: { atUtc: later(103).toISOString(), text: 'Done.' } });
    assert.deepEqual(
      (await store.changes.newTargets(since, 9)).rows.map(({ targetId }) => targetId),
      ['late'],
    );
    const { rows: refusals } = await store.changes.refusals(since, 9);
    assert.deepEqual(refusals, [
      { kind: 'target', targetId: 'late', message: 'too few', atUtc: later(102).toISOString() },
    ]);
    assert.deepEqual(
      (await store.changes.finishedJobs(since, 9)).rows.map((row) => row.id),
      [job.id],
    );
    assert.equal((await store.targets.find('late'))?.refusal?.code, 'domain.too_few_states');
  });
});
