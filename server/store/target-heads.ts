import { calibratedColumn } from './calibration-table.ts';
import type { Database } from './database.ts';

/**
 * Writes the rows of the table `targets` anew: one for each target, its last observation with the newest assessment of
 * that. Called in the transaction that changes a track or an assessment. Logs that are still being read have tracks, but
 * no row of their own, and are left out.
 */
const refresh = (targets: string) => `
  insert into targets (target_id, track_id, log_id, log_name, asset, target_name, target_designator, search,
    first_received_utc, window_end_utc, is_refused, assessment_id, motion, operation, task, pattern, confidence,
    physics_agrees, physics_resolvable, closest_km, severity)
  select t.target_id, t.id, t.log_id, l.name, coalesce(t.own_name, l.own, 'log:' || l.id),
    nullif(t.target_name, t.target_id), nullif(t.target_designator, t.target_id),
    lower(concat_ws(E'\\n', t.target_id, t.target_name, t.target_designator, l.name, a.pattern, a.motion, a.operation,
      a.task)),
    l.received_utc, t.window_end_utc, t.refusal_code is not null, a.id, a.motion, a.operation, a.task, a.pattern,
    ${calibratedColumn('confidence')}, a.physics_agrees, a.physics_resolvable, a.closest_km, coalesce(a.severity, 0)
  from (${targets}) meant
    cross join lateral (
      select o.* from tracks o where o.target_id = meant.target_id and exists (select from logs w where w.id = o.log_id)
      order by o.window_end_utc desc, o.id desc limit 1) t
    join logs l on l.id = t.log_id
    left join lateral (select * from assessments b where b.track_id = t.id order by b.id desc limit 1) a on true
  on conflict (target_id) do update set
    track_id = excluded.track_id, log_id = excluded.log_id, log_name = excluded.log_name, asset = excluded.asset,
    target_name = excluded.target_name, target_designator = excluded.target_designator, search = excluded.search,
    window_end_utc = excluded.window_end_utc, is_refused = excluded.is_refused,
    assessment_id = excluded.assessment_id, motion = excluded.motion, operation = excluded.operation,
    task = excluded.task, pattern = excluded.pattern, confidence = excluded.confidence,
    physics_agrees = excluded.physics_agrees, physics_resolvable = excluded.physics_resolvable,
    closest_km = excluded.closest_km, severity = excluded.severity`;

/** Once a log is whole. */
export async function refreshTargetsOfLog(tx: Database, logId: number): Promise<void> {
  await tx.query(refresh('select distinct target_id from tracks where log_id = $1'), [logId]);
}

/** After something about one track changed. */
export async function refreshTargetOfTrack(tx: Database, trackId: number): Promise<void> {
  await tx.query(refresh('select target_id from tracks where id = $1'), [trackId]);
}

/**
 * Notes that an assessment gave its target other labels than it had, if it did: those of the newest assessment of the
 * latest observation before it. Called once the row of the target is fresh.
 */
export async function noteLabelChange(tx: Database, assessmentId: number): Promise<void> {
  await tx.query(
    `insert into label_changes (target_id, assessment_id, changed_utc, old_motion, old_operation, old_task, motion,
       operation, task)
     select x.target_id, a.id, a.created_utc, old.motion, old.operation, old.task, a.motion, a.operation, a.task
     from targets x join assessments a on a.id = x.assessment_id
       cross join lateral (
         select b.motion, b.operation, b.task from tracks t join assessments b on b.track_id = t.id
         where t.target_id = x.target_id and b.id <> a.id order by t.window_end_utc desc, b.id desc limit 1) old
     where x.assessment_id = $1
       and (old.motion, old.operation, old.task) is distinct from (a.motion, a.operation, a.task)`,
    [assessmentId],
  );
}
