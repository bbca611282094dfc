-- Jobs of every kind: what is done is told here, and done in pieces that the schema `pgboss` queues. `settings` is what a
-- job was started with, `result` what came of it, `failure` the error it ended by; `subject` is what it works on, in words.
update jobs j set state = 'done'
where state in ('queued', 'running') and exists (
  select from jobs newer where newer.log_id = j.log_id and newer.strategy = j.strategy and newer.id > j.id
    and newer.state in ('queued', 'running'));
alter table jobs
  add column kind text,
  add column subject text,
  add column settings jsonb,
  -- What one step is: a target, a byte.
  add column unit text,
  add column is_cancel_requested boolean not null default false,
  add column result jsonb,
  add column failure jsonb,
  -- Who asked for it; null when nobody signed in.
  add column started_by text,
  add column started_utc timestamptz,
  -- Times it was begun, or taken up again after an end it did not choose.
  add column attempts integer not null default 0,
  -- Grows with every change of the row, so that a reader knows what it has seen.
  add column revision integer not null default 0,
  alter column log_id drop not null,
  alter column steps_total drop not null,
  alter column steps_total type bigint,
  alter column steps_done type bigint,
  alter column run_started_done type bigint,
  drop constraint jobs_state_check,
  add check (state in ('queued', 'running', 'done', 'failed', 'cancelled'));
update jobs j set kind = 'classification', unit = 'target', settings = jsonb_build_object('strategy', j.strategy),
  subject = l.name, started_utc = j.run_started_utc, attempts = case when j.run_started_utc is null then 0 else 1 end
from logs l where l.id = j.log_id;
alter table jobs
  alter column kind set not null,
  alter column subject set not null,
  alter column settings set not null,
  alter column unit set not null,
  drop column strategy;
create index jobs_of_state on jobs (state, id);
-- The same work on the same log is not to do twice.
create unique index jobs_to_do on jobs (kind, log_id, settings) where state in ('queued', 'running');

-- A log is read in many short transactions. Its tracks and refused records come first, under an id that is noted here; its
-- row in `logs` comes last, in one transaction with the end of the note, and only then is the log there.
create table imports (
  log_id integer primary key,
  -- The job that reads it; null when a program reads it without one.
  job_id integer unique references jobs (id)
);
alter table tracks drop constraint tracks_log_id_fkey;
alter table rejections drop constraint rejections_log_id_fkey;
-- The job that read the log; null for those read before jobs did, and without one.
alter table logs add column job_id integer references jobs (id);
