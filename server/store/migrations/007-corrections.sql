-- How an answer was made, as far as the assessment does not say: seconds of the model, unknown for answers made before.
alter table assessments
  add column answer_s double precision,
  add column decoding json not null default '{"method":"greedy","maxAnswerTokens":128}';

-- The same prompt asked again of the same model and adapter.
create table reruns (
  id integer generated always as identity primary key,
  assessment_id integer not null references assessments (id) on delete cascade,
  created_utc timestamptz not null,
  output text not null,
  is_same boolean not null,
  prompt_tokens integer not null,
  output_tokens integer not null,
  answer_s double precision not null
);
create index reruns_of_assessment on reruns (assessment_id, id);

-- What analysts say of an answer; every one is kept, the last on a track counts.
create table reviews (
  id integer generated always as identity primary key,
  assessment_id integer not null references assessments (id) on delete cascade,
  created_utc timestamptz not null,
  author text not null,
  verdict text not null check (verdict in ('confirmed', 'corrected')),
  motion text not null,
  operation text not null,
  task text not null,
  note text not null
);
create index reviews_of_assessment on reviews (assessment_id, id);
