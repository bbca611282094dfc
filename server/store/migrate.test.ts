import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { noSettings } from '../jobs/import-log.ts';
import { uploadHash } from '../jobs/upload-hash.ts';
import { jobTable } from './job-table.ts';
import { logTable } from './log-table.ts';
import { migrate } from './migrate.ts';
import { openPglite } from './pglite-database.ts';
import { rejectionTable } from './rejection-table.ts';
import { targetList } from './target-list.ts';
import { trackTable } from './track-table.ts';

const sha256 = createHash('sha256').update('a log').digest('hex');

/** A database as the console left it before logs had several files: one classified log with a refusal and a warning. */
async function databaseBefore003() {
  const database = await openPglite(null);
  await database.exec('create table migrations (name text primary key)');
  for (const name of ['001-foundation.sql', '002-windows.sql']) {
    await database.exec(await readFile(new URL(`./migrations/${name}`, import.meta.url), 'utf8'));
    await database.query('insert into migrations values ($1)', [name]);
  }
  const warning = { source: 'old.csv', line: 1, code: 'domain.unknown_column', message: 'mood' };
  await database.query(
    `insert into logs (name, sha256, byte_count, origin, accepted_count, rejected_count, warnings, received_utc)
     values ('old.csv', $1, 120, 'upload', 9, 1, $2::json, '2026-03-01T00:00:00Z')`,
    [sha256, JSON.stringify([warning])],
  );
  await database.exec(`
    insert into rejections (log_id, line, code, message) values (1, 4, 'domain.bad_epoch', 'late');
    insert into tracks (log_id, target_id, reported, states, state_count, window_start_utc, window_end_utc, thumbnail)
      values (1, 'x', '{}', '', 0, '2026-03-01T00:00:00Z', '2026-03-01T01:00:00Z', '');
    insert into jobs (log_id, strategy, state, steps_total, steps_done, created_utc, finished_utc)
      select 1, 'cot', 'done', 1, 1, '2026-03-01T00:00:00Z', '2026-03-01T00:00:00Z' from generate_series(1, 2);
    insert into assessments (track_id, job_id, window_start_utc, window_end_utc, strategy, model_sha256, adapter_sha256,
        confidence, physics_agrees, assessment, created_utc)
      values (1, 2, '2026-03-01T00:00:00Z', '2026-03-01T01:00:00Z', 'cot', '', '', 1, true, '{}', '2026-03-01T00:00:00Z');
  `);
  return { database, warning };
}

test('logs of one file keep it, are known by their new hash, and are classified once more', async () => {
  const { database, warning } = await databaseBefore003();
  await migrate(database);

  const log = await logTable(database).findByHash(uploadHash([{ role: 'observations', sha256 }], noSettings));
  assert.deepEqual(log?.files, [
    { number: 1, name: 'old.csv', role: 'observations', sha256, byteCount: 120, acceptedCount: 9 },
  ]);
  assert.deepEqual([log?.settings, log?.assessedCount], [noSettings, 0]);
  const told = rejectionTable(database);
  const [refused] = await told.ofLog(1, { limit: 9, offset: 0 });
  assert.deepEqual([refused?.source, refused?.line], ['old.csv', 4]);
  assert.deepEqual(await told.warnings(1, 3), [{ code: warning.code, count: 1, first: [warning] }]);
  assert.equal((await trackTable(database).find(1))?.track.source, 'old.csv');
  const jobs = await jobTable(database).ofLog(1);
  assert.deepEqual(
    jobs.map(({ id, kind, subject, settings, state, stepsDone }) => [id, kind, subject, settings, state, stepsDone]),
    [
      [2, 'classification', 'old.csv', { strategy: 'cot' }, 'queued', 0],
      [1, 'classification', 'old.csv', { strategy: 'cot' }, 'done', 1],
    ],
  );
  await database.close();
});

/** A database as it was before there was a row for each target: one target in two logs, assessed in the later one. */
async function databaseBefore006() {
  const database = await openPglite(null);
  await database.exec('create table migrations (name text primary key)');
  for (const name of (await readdir(new URL('./migrations/', import.meta.url))).sort()) {
    if (name >= '006') break;
    await database.exec(await readFile(new URL(`./migrations/${name}`, import.meta.url), 'utf8'));
    await database.query('insert into migrations values ($1)', [name]);
  }
  const context = { origin: 'observed', ownName: 'HOST', targetName: 'VISITOR' };
  const assessment = {
    motion: { confidence: 0.9 },
    operation: { confidence: 0.8 },
    task: { confidence: 0.7 },
    physics: { isResolvable: false, agrees: true },
    evidence: {
      motionFacts: { rangeTrend: 'falling', endSpeed: 'fast', minRangeKm: 0.12, closestEpochUtcMs: 1_772_323_200_500 },
    },
  };
  await database.exec(`
    insert into logs (name, sha256, origin, accepted_count, rejected_count, received_utc)
      values ('a', 'a', 'upload', 0, 0, '2026-03-01T00:00:00Z'), ('b', 'b', 'upload', 0, 0, '2026-03-02T00:00:00Z');
    insert into tracks (log_id, target_id, source, reported, context, states, state_count, window_start_utc, window_end_utc,
        thumbnail)
      values (1, 'x', 'a', '{}', '${JSON.stringify(context)}', '', 0, '2026-03-01T00:00:00Z', '2026-03-01T01:00:00Z', ''),
        (2, 'x', 'b', '{}', '${JSON.stringify(context)}', '', 0, '2026-03-02T00:00:00Z', '2026-03-02T01:00:00Z', '');
    insert into jobs (kind, subject, settings, unit, log_id, state, steps_total, created_utc)
      values ('classification', 'b', '{}', 'target', 2, 'done', 1, '2026-03-02T00:00:00Z');
    insert into assessments (track_id, job_id, window_start_utc, window_end_utc, strategy, model_sha256, adapter_sha256,
        motion, operation, task, confidence, physics_agrees, pattern, assessment, created_utc)
      values (2, 1, '2026-03-02T00:00:00Z', '2026-03-02T01:00:00Z', 'cot', '', '', 'collision', 'none', 'attack', 0.5, true,
        'hop', '${JSON.stringify(assessment)}', '2026-03-02T00:00:00Z');
  `);
  return database;
}

test('targets that were there before have a row, with what their last assessment says', async () => {
  const database = await databaseBefore006();
  await migrate(database);
  const targets = targetList(database);
  const found = await targets.find('x');
  assert.deepEqual([found?.targetName, found?.ownName, found?.logName], ['VISITOR', 'HOST', 'b']);
  assert.equal(found?.firstReceivedUtc, '2026-03-01T00:00:00.000Z');
  assert.deepEqual(found?.answer?.confidences, { motion: 0.9, operation: 0.8, task: 0.7 });
  const { rangeTrend, endSpeed, closestKm, closestUtc, physicsResolvable } = found!.answer!;
  assert.deepEqual(
    [rangeTrend, endSpeed, closestKm, closestUtc, physicsResolvable],
    ['falling', 'fast', 0.12, '2026-03-01T00:00:00.500Z', false],
  );
  assert.equal(await targets.count({ search: 'visitor', task: 'attack' }), 1);
  await database.close();
});
