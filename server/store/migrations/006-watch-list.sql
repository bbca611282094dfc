-- What targets and own spacecraft are called lay in the context of a track only; lists search by it.
alter table tracks
  add column target_name text,
  add column target_designator text,
  add column own_name text,
  -- When it was found that no evidence can be gathered; null for what was refused before this was kept.
  add column refused_utc timestamptz;
update tracks set target_name = context ->> 'targetName', target_designator = context ->> 'targetDesignator',
  own_name = context ->> 'ownName'
where context is not null;

-- What lists say of an assessment, taken out of it so that they need not read it whole.
alter table assessments
  add column motion_confidence double precision,
  add column operation_confidence double precision,
  add column task_confidence double precision,
  add column physics_resolvable boolean not null default true,
  add column range_trend text,
  add column end_speed text,
  add column closest_km double precision,
  add column closest_utc timestamptz,
  -- 5 critical, 4 serious, 3 caution, 2 normal, 1 standby, 0 none (severity-rank.ts); set when the store opens.
  add column severity smallint not null default 0;
update assessments set
  motion_confidence = (assessment -> 'motion' ->> 'confidence')::double precision,
  operation_confidence = (assessment -> 'operation' ->> 'confidence')::double precision,
  task_confidence = (assessment -> 'task' ->> 'confidence')::double precision,
  physics_resolvable = coalesce((assessment -> 'physics' ->> 'isResolvable')::boolean, true),
  range_trend = assessment -> 'evidence' -> 'motionFacts' ->> 'rangeTrend',
  end_speed = assessment -> 'evidence' -> 'motionFacts' ->> 'endSpeed',
  closest_km = (assessment -> 'evidence' -> 'motionFacts' ->> 'minRangeKm')::double precision,
  closest_utc = to_timestamp((assessment -> 'evidence' -> 'motionFacts' ->> 'closestEpochUtcMs')::double precision / 1000);
create index assessments_of_track on assessments (track_id, id desc);

-- One row for each target: its last observation and the newest assessment of that, as lists filter and sort them.
-- Written whenever a track or an assessment comes (target-heads.ts).
create table targets (
  target_id text primary key,
  track_id integer not null references tracks (id) on delete cascade,
  log_id integer not null references logs (id) on delete cascade,
  log_name text not null,
  -- Whom it was seen from: the own spacecraft's name, or `log:` and the number of the log where that is not known.
  asset text not null,
  target_name text,
  target_designator text,
  -- Everything a search looks at, in lower case, a line each.
  search text not null,
  first_received_utc timestamptz not null,
  window_end_utc timestamptz not null,
  is_refused boolean not null,
  assessment_id integer references assessments (id) on delete cascade,
  motion text,
  operation text,
  task text,
  pattern text,
  confidence double precision,
  physics_agrees boolean,
  physics_resolvable boolean,
  closest_km double precision,
  severity smallint not null default 0
);
insert into targets
select distinct on (t.target_id) t.target_id, t.id, t.log_id, l.name, coalesce(t.own_name, l.own, 'log:' || l.id),
  nullif(t.target_name, t.target_id), nullif(t.target_designator, t.target_id),
  lower(concat_ws(E'\n', t.target_id, t.target_name, t.target_designator, l.name, a.pattern, a.motion, a.operation, a.task)),
  (select min(f.received_utc) from tracks o join logs f on f.id = o.log_id where o.target_id = t.target_id),
  t.window_end_utc, t.refusal_code is not null, a.id, a.motion, a.operation, a.task, a.pattern, a.confidence,
  a.physics_agrees, a.physics_resolvable, a.closest_km, coalesce(a.severity, 0)
from tracks t join logs l on l.id = t.log_id left join assessments a on a.track_id = t.id
order by t.target_id, t.window_end_utc desc, t.id desc, a.id desc nulls last;
create index targets_by_observation on targets (window_end_utc desc, target_id);
create index targets_by_severity on targets (severity desc, confidence desc nulls last, closest_km, target_id);
create index targets_by_confidence on targets (confidence desc nulls last, target_id);
create index targets_by_distance on targets (closest_km, target_id);
create index targets_unassessed on targets (target_id) where assessment_id is null;
create index targets_of_asset on targets (asset, closest_km, target_id);
create index targets_by_receipt on targets (first_received_utc desc, target_id);

-- Each time the labels of a target became others than they were.
create table label_changes (
  id bigint generated always as identity primary key,
  target_id text not null references targets (target_id) on delete cascade,
  assessment_id integer not null references assessments (id) on delete cascade,
  changed_utc timestamptz not null,
  old_motion text,
  old_operation text,
  old_task text,
  motion text,
  operation text,
  task text
);
create index label_changes_by_time on label_changes (changed_utc desc, id desc);
create index label_changes_of_target on label_changes (target_id, id desc);

-- When a reader last said to have seen everything.
create table reader_looks (
  reader text primary key,
  looked_utc timestamptz not null
);

-- The targets a reader watches.
create table watched_targets (
  reader text not null,
  target_id text not null references targets (target_id) on delete cascade,
  since_utc timestamptz not null,
  primary key (reader, target_id)
);
create index watched_targets_of_target on watched_targets (target_id);

-- For what happened since an instant.
create index tracks_by_refusal on tracks (refused_utc desc) where refused_utc is not null;
create index jobs_by_end on jobs (finished_utc desc) where finished_utc is not null;
create index logs_by_receipt on logs (received_utc desc);
