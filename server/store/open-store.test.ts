import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { gatherEvidence, type Reading, type Track } from '#domain';
import { AppError } from '#errors';
import { classificationOf } from '../jobs/classification-kind.ts';
import { noSettings } from '../jobs/import-log.ts';
import { onEveryDatabase } from '../testing/databases.ts';
import { assessByRulebook } from '../testing/rulebook-assessor.ts';
import { simulatedTracks, testNow } from '../testing/test-console.ts';
import type { LogRecord } from './log-rows.ts';
import { openStore, type Store } from './open-store.ts';

async function* readingsOf(tracks: readonly Track[]): AsyncGenerator<Reading<Track>> {
  for (const value of tracks) yield { kind: 'accepted', line: value.states[0]!.line, value };
}

await onEveryDatabase((place) => {
  let store: Store;
  before(async () => {
    store = await openStore(place());
  });
  after(() => store.close());

  function keepReadings(
    sha256: string,
    readings: AsyncIterable<Reading<Track>>,
    acceptedCount = 0,
  ): Promise<LogRecord> {
    const file = { name: `${sha256}.jsonl`, role: 'observations', sha256, byteCount: 7 } as const;
    return store.logs.insert(
      { name: file.name, sha256, origin: 'upload', files: [file], settings: noSettings, receivedUtc: testNow },
      { readings, acceptedCounts: () => [acceptedCount] },
    );
  }

  const keep = (sha256: string, tracks: readonly Track[]) =>
    keepReadings(
      sha256,
      readingsOf(tracks),
      tracks.reduce((count, { states }) => count + states.length, 0),
    );

  test('a track comes back as it was read', async () => {
    const [track] = simulatedTracks(1, 10);
    await keep('roundtrip', [track!]);
    const found = await store.tracks.latestOf(track!.targetId);
    const { reported } = JSON.parse(JSON.stringify(track));
    assert.deepEqual(found?.track, { ...track, reported });
    assert.equal(found?.logName, 'roundtrip.jsonl');
  });

  test('what is known of the own orbit comes back with the track', async () => {
    const [track] = simulatedTracks(1, 12);
    const context = { origin: 'observed', ownMeanMotionRadPerS: 0.0011, ownEccentricity: 0.001 } as const;
    await keep('context', [{ ...track!, targetId: 'in context', context }]);
    assert.deepEqual((await store.tracks.latestOf('in context'))?.track.context, context);
  });

  test('of several windows of one target the latest is shown, and the target counts once', async () => {
    const [track] = simulatedTracks(1, 14);
    const half = track!.states.length >> 1;
    const windows = [track!.states.slice(0, half), track!.states.slice(half)];
    const log = await keep(
      'windows',
      windows.map((states) => ({ ...track!, targetId: 'in windows', states })),
    );
    assert.equal(log.targetCount, 1);
    assert.equal(log.acceptedCount, track!.states.length);
    assert.deepEqual((await store.tracks.latestOf('in windows'))?.track.states, windows[1]);
    assert.deepEqual(
      (await store.targets.ofLog(log.id, 10)).map(({ observationCount }) => observationCount),
      [windows[1]!.length],
    );
    const job = await store.jobs.put(classificationOf(log, 'cot', null), testNow);
    assert.equal((await store.tracks.progressOf(job.id)).total, 2);
  });

  test('a second window from the same instant is refused, the first kept', async () => {
    const [track] = simulatedTracks(1, 16);
    const log = await keep('window twice', [track!, track!]);
    assert.equal(log.acceptedCount, track!.states.length);
    const [rejection] = await store.rejections.ofLog(log.id, { limit: 10, offset: 0 });
    assert.equal(rejection?.code, 'server.window_twice');
  });

  test('a log keeps what was refused of it', async () => {
    const refused = (line: number) => ({
      source: 'refused.jsonl',
      line,
      code: 'domain.broken_json',
      message: "it's broken",
    });
    async function* readings(): AsyncGenerator<Reading<Track>> {
      for (const line of [7, 5]) yield { kind: 'rejected', rejection: refused(line) };
      yield { kind: 'warning', warning: refused(3) };
    }
    const log = await keepReadings('refused', readings());
    const rejections = await store.rejections.ofLog(log.id, { limit: 10, offset: 0 });
    assert.deepEqual(rejections, [refused(5), refused(7)]);
    assert.equal(log.rejectedCount, 2);
    assert.deepEqual(await store.rejections.warnings(log.id, 3), [
      { code: 'domain.broken_json', count: 1, first: [refused(3)] },
    ]);
  });

  test('refused records beyond one statement are all kept', async () => {
    async function* readings(): AsyncGenerator<Reading<Track>> {
      for (let line = 1; line <= 12_345; line += 1) {
        yield { kind: 'rejected', rejection: { source: 'many', line, code: 'domain.broken_json', message: 'broken' } };
      }
    }
    const log = await keepReadings('many', readings());
    assert.equal(log.rejectedCount, 12_345);
    const [last] = await store.rejections.ofLog(log.id, { limit: 10, offset: 12_344 });
    assert.equal(last?.line, 12_345);
  });

  test('warnings are counted by code, with the first of each in the order of files and lines', async () => {
    const warning = (source: string, line: number, code: string) => ({ source, line, code, message: `${line}` });
    async function* readings(): AsyncGenerator<Reading<Track>> {
      for (const [source, line] of [
        ['b', 1],
        ['a', 9],
        ['a', 2],
      ] as const)
        yield { kind: 'warning', warning: warning(source, line, 'domain.never_near') };
      yield { kind: 'warning', warning: warning('a', 1, 'domain.own_assumed') };
    }
    const log = await keepReadings('warned', readings());
    assert.equal(log.rejectedCount, 0);
    assert.deepEqual(await store.rejections.warnings(log.id, 2), [
      {
        code: 'domain.never_near',
        count: 3,
        first: [warning('a', 2, 'domain.never_near'), warning('a', 9, 'domain.never_near')],
      },
      { code: 'domain.own_assumed', count: 1, first: [warning('a', 1, 'domain.own_assumed')] },
    ]);
  });

  test('a log keeps its files in order, with what each held, and what was said of them', async () => {
    const files = (['own', 'observations'] as const).map((role, index) => ({
      name: `${role}.oem`,
      role,
      sha256: role,
      byteCount: index + 1,
    }));
    const settings = { own: '25544', format: null, frame: 'RTN' };
    const { id } = await store.logs.insert(
      { name: 'both', sha256: 'both', origin: 'upload', files, settings, receivedUtc: testNow },
      { readings: readingsOf([]), acceptedCounts: () => [40, 2] },
    );
    const log = await store.logs.find(id);
    assert.deepEqual(
      log?.files,
      files.map((file, index) => ({ ...file, number: index + 1, acceptedCount: [40, 2][index] })),
    );
    assert.deepEqual([log?.byteCount, log?.acceptedCount, log?.settings], [3, 42, settings]);
  });

  test('the same assessment is kept once, another adapter makes another record', async () => {
    const [track] = simulatedTracks(1, 20);
    const log = await keep('once', [track!]);
    const job = await store.jobs.put(classificationOf(log, 'cot', null), testNow);
    const [trackId] = await store.tracks.pendingIds(job.id);
    const assessment = assessByRulebook(gatherEvidence(track!));
    const insert = (adapter: typeof assessment.adapter) =>
      store.assessments.insert(trackId!, job.id, { ...assessment, adapter }, testNow);

    assert.deepEqual(await insert(null), { isNew: true });
    assert.deepEqual(await insert(null), { isNew: false });
    assert.deepEqual(await insert({ name: 'other', sha256: 'f'.repeat(64) }), { isNew: true });
    const kept = await store.assessments.ofTarget(track!.targetId);
    assert.equal(kept.length, 2);
    assert.deepEqual(kept[1]?.assessment, JSON.parse(JSON.stringify(assessment)));

    const summaries = await store.assessments.summariesOf(track!.targetId);
    assert.deepEqual(
      summaries.map(({ id, adapterName }) => [id, adapterName]),
      [
        [kept[0]!.id, 'other'],
        [kept[1]!.id, null],
      ],
    );
    const { windowStartUtcMs, windowEndUtcMs, labels, source } = summaries[1]!;
    assert.deepEqual(
      [new Date(windowStartUtcMs).toISOString(), new Date(windowEndUtcMs).toISOString(), source],
      [assessment.windowStartUtc, assessment.windowEndUtc, track!.source],
    );
    assert.equal(labels.motion, assessment.motion.label);
    assert.deepEqual(await store.assessments.find(kept[1]!.id), kept[1]);
    assert.equal(await store.assessments.find(-1), undefined);
  });

  test('a log that cannot be kept whole is not kept at all', async () => {
    const [track] = simulatedTracks(1, 30);
    async function* breakingOff(): AsyncGenerator<Reading<Track>> {
      yield* readingsOf([track!]);
      throw new AppError('domain.binary_log', 'expected text, got a NUL byte');
    }
    await assert.rejects(keepReadings('half', breakingOff()), { code: 'domain.binary_log' });
    assert.equal(await store.logs.findByHash('half'), undefined);
    assert.equal(await store.tracks.latestOf(track!.targetId), undefined);
  });

  test('a log is queued once while its job is still to do', async () => {
    const log = await keep('queued', simulatedTracks(1, 40));
    const first = await store.jobs.put(classificationOf(log, 'cot', null), testNow);
    const second = await store.jobs.put(classificationOf(log, 'cot', null), testNow);
    assert.equal(second.id, first.id);
  });

  test('a job keeps only its last lines, in order', async () => {
    const log = await keep('lines', []);
    const { id } = await store.jobs.put(classificationOf(log, 'cot', null), testNow);
    for (let line = 1; line <= 15; line += 1)
      await store.jobs.tell(id, [{ atUtc: testNow.toISOString(), text: `line ${line}` }], line);
    const job = await store.jobs.find(id);
    assert.equal(job?.stepsDone, 15);
    assert.deepEqual(
      job?.messages.map(({ text }) => text),
      Array.from({ length: 12 }, (_, index) => `line ${index + 4}`),
    );
  });

  test('what was kept is there when the folder is opened again', async () => {
    const logs = await store.logs.list();
    await store.close();
    store = await openStore(place());
    assert.deepEqual(await store.logs.list(), logs);
  });
});

test('a data folder names the process that works in it, and is let go of at the end', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'noncoop-store-'));
  const store = await openStore({ dataDir: folder });
  const pidFile = path.join(folder, 'console.pid');
  assert.equal(await readFile(pidFile, 'utf8'), String(process.pid));
  await store.close();
  await assert.rejects(readFile(pidFile), { code: 'ENOENT' });
  await rm(folder, { recursive: true });
});

test('a PostgreSQL that does not answer is told, without its password', async () => {
  const databaseUrl = 'postgres://user:secret@127.0.0.1:1/noncoop';
  await assert.rejects(openStore({ dataDir: null, databaseUrl }), ({ code, message }: AppError) => {
    assert.equal(code, 'server.database_unreachable');
    assert.match(message, /postgres:\/\/127\.0\.0\.1:1\/noncoop/);
    assert.doesNotMatch(message, /secret/);
    return true;
  });
  await assert.rejects(openStore({ dataDir: null, databaseUrl: 'rubbish' }), { code: 'server.database_unreachable' });
});
