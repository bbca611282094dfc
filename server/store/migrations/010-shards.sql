-- Questions of `classify --distribute` on their way between the command and the processes that answer them; a row is
-- deleted once its answers are merged. As `json` the answers keep the order of their keys, which is that of the output.
create table shards (
  job_id integer not null references jobs (id) on delete cascade,
  -- Place of its first target in the stream.
  first_target bigint not null,
  questions json not null,
  -- Of the text in `questions`: a run that is started again sends the same, or other ones.
  questions_sha256 text not null,
  -- The process that took it last.
  worker text,
  answers json,
  primary key (job_id, first_target)
);
