-- Observation logs as they came; a log is known by the hash of its bytes, so the same file is never taken twice.
create table logs (
  id integer generated always as identity primary key,
  name text not null,
  sha256 text not null unique,
  byte_count bigint not null,
  origin text not null check (origin in ('sample', 'upload')),
  accepted_count integer not null,
  rejected_count integer not null,
  -- Oddities of the file that cost no record, as an array of rejections.
  warnings json not null,
  received_utc timestamptz not null
);

-- Every refused record of a log, in the order of the file.
create table rejections (
  id bigint generated always as identity primary key,
  log_id integer not null references logs (id),
  line integer not null,
  code text not null,
  message text not null
);
create index rejections_of_log on rejections (log_id, id);

-- One target in one log. `states` packs the relative states as little-endian doubles (packed-states.ts).
create table tracks (
  id integer generated always as identity primary key,
  log_id integer not null references logs (id),
  target_id text not null,
  reported json not null,
  states bytea not null,
  state_count integer not null,
  window_start_utc timestamptz not null,
  window_end_utc timestamptz not null,
  -- In-plane path for the list, an SVG path in a box of 64 by 28.
  thumbnail text not null,
  -- Why no evidence could be gathered from this track; null when it could, or was not tried yet.
  refusal_code text,
  refusal_message text,
  unique (log_id, target_id)
);
create index tracks_of_target on tracks (target_id, window_end_utc desc);

-- One classification of one log; the progress lives here, so that a restart goes on where it stopped.
create table jobs (
  id integer generated always as identity primary key,
  log_id integer not null references logs (id),
  strategy text not null check (strategy in ('basic', 'instruction', 'cot')),
  state text not null check (state in ('queued', 'running', 'done', 'failed')),
  steps_total integer not null,
  steps_done integer not null default 0,
  created_utc timestamptz not null,
  -- The present run, which a restart begins anew; rate and time left are counted from it.
  run_started_utc timestamptz,
  run_started_done integer not null default 0,
  finished_utc timestamptz,
  messages json not null default '[]'
);
create index jobs_of_log on jobs (log_id, id);

-- Assessments as written, with the columns that lists filter and sort by.
create table assessments (
  id integer generated always as identity primary key,
  track_id integer not null references tracks (id),
  job_id integer not null references jobs (id),
  window_start_utc timestamptz not null,
  window_end_utc timestamptz not null,
  strategy text not null,
  model_sha256 text not null,
  adapter_sha256 text not null,
  motion text,
  operation text,
  task text,
  confidence double precision not null,
  physics_agrees boolean not null,
  assessment json not null,
  created_utc timestamptz not null,
  unique (track_id, window_start_utc, window_end_utc, strategy, model_sha256, adapter_sha256)
);
create index assessments_of_job on assessments (job_id);
