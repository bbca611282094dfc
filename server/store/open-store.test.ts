import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { gatherEvidence, type Track } from '#domain';
import { assessByRulebook } from '../testing/rulebook-assessor.ts';
import { simulatedTracks, testNow } from '../testing/test-console.ts';
import type { LogRecord } from './log-rows.ts';
import { openStore, type Store } from './open-store.ts';

let folder: string;
let store: Store;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'noncoop-store-'));
  store = await openStore({ dataDir: folder });
});
after(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

const keep = (sha256: string, tracks: readonly Track[]): Promise<LogRecord> =>
  store.logs.insert({
    name: `${sha256}.jsonl`,
    sha256,
    byteCount: 1,
    origin: 'upload',
    receivedUtc: testNow,
    acceptedCount: tracks.reduce((sum, { states }) => sum + states.length, 0),
    tracks,
    rejected: [{ source: sha256, line: 7, code: 'domain.broken_json', message: "it's broken" }],
    warnings: [],
  });

test('a track comes back as it was read', async () => {
  const [track] = simulatedTracks(1, 10);
  await keep('roundtrip', [track!]);
  const [found] = await store.tracks.ofTarget(track!.targetId);
  const reported = JSON.parse(JSON.stringify(track!.reported));
  assert.deepEqual(found?.track, { ...track, reported, source: 'roundtrip.jsonl' });
});

test('a log keeps what was refused of it', async () => {
  const log = await keep('refused', []);
  const rejections = await store.logs.rejections(log.id, { limit: 10, offset: 0 });
  assert.deepEqual(rejections, [
    { source: 'refused.jsonl', line: 7, code: 'domain.broken_json', message: "it's broken" },
  ]);
});

test('the same assessment is kept once, another adapter makes another record', async () => {
  const [track] = simulatedTracks(1, 20);
  const log = await keep('once', [track!]);
  const job = await store.jobs.enqueue(log.id, 'cot', testNow);
  const [trackId] = await store.tracks.pendingIds(job.id);
  const assessment = assessByRulebook(gatherEvidence(track!));
  const insert = (adapter: typeof assessment.adapter) =>
    store.assessments.insert(trackId!, job.id, { ...assessment, adapter }, testNow);

  assert.deepEqual(await insert(null), { isNew: true });
  assert.deepEqual(await insert(null), { isNew: false });
  assert.deepEqual(await insert({ name: 'other', sha256: 'f'.repeat(64) }), { isNew: true });
  const kept = await store.assessments.ofTarget(track!.targetId);
  assert.equal(kept.length, 2);
  assert.deepEqual(kept[1]?.assessment, assessment);
});

test('a log that cannot be kept whole is not kept at all', async () => {
  const [track] = simulatedTracks(1, 30);
  await assert.rejects(keep('half', [track!, track!]));
  assert.equal(await store.logs.findByHash('half'), undefined);
});

test('a log is queued once while its job is still to do', async () => {
  const log = await keep('queued', simulatedTracks(1, 40));
  const first = await store.jobs.enqueue(log.id, 'cot', testNow);
  const second = await store.jobs.enqueue(log.id, 'cot', testNow);
  assert.equal(second.id, first.id);
});

test('a job keeps only its last lines, in order', async () => {
  const log = await keep('lines', []);
  const { id } = await store.jobs.enqueue(log.id, 'cot', testNow);
  for (let line = 1; line <= 15; line += 1)
    await store.jobs.step(id, { atUtc: testNow.toISOString(), text: `line ${line}` });
  const job = await store.jobs.find(id);
  assert.equal(job?.stepsDone, 15);
  assert.deepEqual(
    job?.messages.map(({ text }) => text),
    Array.from({ length: 12 }, (_, index) => `line ${index + 4}`),
  );
});

test('a data folder names the process that works in it, and is let go of at the end', async () => {
  assert.equal(await readFile(path.join(folder, 'console.pid'), 'utf8'), String(process.pid));
});

test('what was kept is there when the folder is opened again', async () => {
  const logs = await store.logs.list();
  await store.close();
  store = await openStore({ dataDir: folder });
  assert.deepEqual(await store.logs.list(), logs);
});
