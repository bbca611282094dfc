-- What is known of a tuning run besides its job, which has what it was started with; kept once it has begun.
create table tuning_runs (
  job_id integer primary key references jobs (id),
  -- Folder of the run, below tuning/ in the data folder.
  folder text not null unique,
  -- Which data folder that is, see server/tuning/data-place.ts.
  place text not null,
  -- Reviewed targets among the examples, and those whose labels the strategy cannot learn.
  label_count integer not null,
  left_out_count integer not null,
  training_count integer not null,
  validation_count integer not null,
  -- Digest of the examples held out: figures of two runs can be compared when it is the same.
  validation_sha256 text,
  model_sha256 text,
  trained_parameters bigint,
  -- Numbers of the best adapter so far; step 0 while there is none.
  best_step integer not null default 0,
  best_loss double precision,
  best_exact_match double precision,
  adapter_sha256 text,
  ended_early boolean not null default false
);

-- Which adapter answers for a strategy: the last row counts, none is the shipped adapter. Rows are added and never changed.
create table promotions (
  id integer generated always as identity primary key,
  created_utc timestamptz not null,
  author text not null,
  strategy text not null,
  -- Folder of the adapter below the data folder, and digest of its weights; null for the shipped adapter.
  folder text,
  adapter_sha256 text,
  -- The run it came from; null for the shipped adapter.
  job_id integer references jobs (id),
  -- The promotion this one goes back to; null for a new adapter, and for going back to the shipped one.
  back_to integer references promotions (id),
  check ((folder is null) = (adapter_sha256 is null))
);
create index promotions_of_strategy on promotions (strategy, id);
