-- What contestants of an evaluation have answered, a batch a row, so that a killed process, a cancel and a retry ask nothing
-- twice. `origin` is the contestant with its model and adapter as they were then; `outcomes` an array.
create table evaluation_answers (
  job_id integer not null references jobs (id),
  contestant text not null,
  record_set text not null,
  -- Place of its first record in the set.
  first integer not null,
  record_count integer not null,
  -- Steps of the job that are done with it.
  step_count integer not null,
  origin json not null,
  outcomes json not null,
  primary key (job_id, contestant, record_set, first)
);

-- Evaluations made in the console: what was evaluated, by what, the figures a list shows, and the report itself.
create table evaluations (
  id integer generated always as identity primary key,
  job_id integer not null unique references jobs (id),
  created_utc timestamptz not null,
  -- Who asked for it; null when nobody signed in.
  started_by text,
  settings jsonb not null,
  model_name text not null,
  model_sha256 text not null,
  -- Adapters as an array of contestant, name and sha256.
  adapters json not null,
  headline json,
  report json not null
);

-- Temperatures that the evaluation shown to readers fitted, each for a model, an adapter (empty for none) and a strategy.
create table calibrations (
  model_sha256 text not null,
  adapter_sha256 text not null,
  strategy text not null,
  temperature double precision not null,
  primary key (model_sha256, adapter_sha256, strategy)
);

-- A probability at the temperature of who gave it, as tuner/evaluation/temperature.ts has it; as it is where none is fitted.
-- Beyond an exponent of 700 a double overflows.
create function calibrated(p double precision, model text, adapter text, asked text) returns double precision
language sql stable as $$
  select coalesce((
    select 1 / (1 + exp(greatest(-700, least(700, -ln(k.q / (1 - k.q)) / c.temperature))))
    from calibrations c, (select least(1 - 1e-6::double precision, greatest(1e-6::double precision, p)) as q) k
    where p is not null and c.model_sha256 = model and c.adapter_sha256 = adapter and c.strategy = asked), p)
$$;
