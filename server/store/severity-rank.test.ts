import assert from 'node:assert/strict';
import { test } from 'node:test';
import { migrate } from './migrate.ts';
import { openPglite } from './pglite-database.ts';
import { alignSeverities, rankOf, rankOfLabels, statuses, statusOfRank } from './severity-rank.ts';

test('ranks fall from critical to off, and lead back to their status', () => {
  assert.deepEqual(statuses.map(rankOf), [5, 4, 3, 2, 1, 0]);
  for (const status of statuses) assert.equal(statusOfRank(rankOf(status)), status);
});

test('labels that could not be read rank as not assessed', () => {
  assert.equal(rankOfLabels({ motion: null, operation: null, task: null }), 0);
  assert.equal(rankOfLabels({ motion: 'collision', operation: null, task: null }), 5);
});

test('stored ranks follow the table when the store opens; what is not assessed stays as it is', async () => {
  const database = await openPglite(null);
  await migrate(database);
  await database.exec(`
    insert into logs (name, sha256, origin, accepted_count, rejected_count, received_utc)
      values ('a', 'a', 'upload', 0, 0, '2026-03-01T00:00:00Z');
    insert into tracks (log_id, target_id, source, reported, states, state_count, window_start_utc, window_end_utc, thumbnail)
      values (1, 'x', 'a', '{}', '', 0, '2026-03-01T00:00:00Z', '2026-03-01T01:00:00Z', '');
    insert into jobs (kind, subject, settings, unit, log_id, state, steps_total, created_utc)
      values ('classification', 'a', '{}', 'target', 1, 'done', 1, '2026-03-01T00:00:00Z');
    insert into assessments (track_id, job_id, window_start_utc, window_end_utc, strategy, model_sha256, adapter_sha256,
        motion, operation, task, confidence, physics_agrees, pattern, assessment, created_utc, severity)
      values (1, 1, '2026-03-01T00:00:00Z', '2026-03-01T01:00:00Z', 'cot', '', '', 'flyby', null, 'attack', 1, true, '', '{}',
        '2026-03-01T00:00:00Z', 1);
    insert into targets (target_id, track_id, log_id, log_name, asset, search, first_received_utc, window_end_utc, is_refused,
        assessment_id, motion, task, severity)
      values ('x', 1, 1, 'a', 'log:1', '', '2026-03-01T00:00:00Z', '2026-03-01T01:00:00Z', false, 1, 'flyby', 'attack', 1),
        ('y', 1, 1, 'a', 'log:1', '', '2026-03-01T00:00:00Z', '2026-03-01T01:00:00Z', false, null, null, null, 0);
  `);
  await alignSeverities(database);
  const ranks = await database.query('select target_id, severity from targets order by target_id');
  assert.deepEqual(ranks, [
    { target_id: 'x', severity: 5 },
    { target_id: 'y', severity: 0 },
  ]);
  assert.deepEqual(await database.query('select severity from assessments'), [{ severity: 5 }]);
  await database.close();
});
