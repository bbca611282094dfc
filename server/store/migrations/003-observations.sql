-- One upload is one log of one or more files, each kept as it came. `role` says what a file is there for: observations,
-- the ephemeris or elements of the own spacecraft, or facts about targets from other sources.
create table log_files (
  log_id integer not null references logs (id),
  number integer not null,
  name text not null,
  role text not null check (role in ('observations', 'own', 'facts')),
  sha256 text not null,
  byte_count bigint not null,
  -- Records that were taken: relative states, states of an ephemeris, element sets, conjunction messages, facts.
  accepted_count integer not null,
  primary key (log_id, number)
);
insert into log_files (log_id, number, name, role, sha256, byte_count, accepted_count)
select id, 1, name, 'observations', sha256, byte_count, accepted_count from logs;

-- What the uploader said of the files; null when nothing was said.
alter table logs
  add column own text,
  add column format text,
  add column frame text;

-- A log is known by the hash over its files and settings (upload-hash.ts), no longer by that of its single file.
update logs set sha256 = encode(sha256(convert_to('observations ' || sha256 || E'\n', 'UTF8')), 'hex');
alter table logs drop column byte_count;

-- Refused records and warnings name their file, and warnings lie beside them: a catalog may have thousands.
alter table rejections
  add column source text,
  add column is_warning boolean not null default false;
update rejections r set source = l.name from logs l where l.id = r.log_id;
insert into rejections (log_id, line, code, message, source, is_warning)
select l.id, (w ->> 'line')::int, w ->> 'code', w ->> 'message', coalesce(w ->> 'source', l.name), true
from logs l, json_array_elements(l.warnings) as w;
alter table rejections alter column source set not null;
alter table logs drop column warnings;
drop index rejections_of_log;
create index rejections_of_log on rejections (log_id, is_warning, source, line, id);

-- A track may come from several files.
alter table tracks add column source text;
update tracks t set source = l.name from logs l where l.id = t.log_id;
alter table tracks alter column source set not null;

-- Evidence has gained the source and reliability of each element, patterns, closest approaches, stays and the error of
-- each maneuver. Assessments made before lack them, so they are dropped and the last job of each log is done anew.
delete from assessments;
alter table assessments add column pattern text not null;
update jobs set state = 'queued', steps_done = 0, run_started_utc = null, run_started_done = 0, finished_utc = null,
  messages = '[]'
where id in (select max(id) from jobs group by log_id, strategy) and state = 'done';
