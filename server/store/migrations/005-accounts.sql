-- People who may sign in. `name_key` is the name as it is compared: normalized and in lower case.
create table accounts (
  id integer generated always as identity primary key,
  name text not null,
  name_key text not null unique,
  role text not null check (role in ('viewer', 'analyst', 'admin')),
  password_hash text not null,
  is_disabled boolean not null default false,
  created_utc timestamptz not null,
  signed_in_utc timestamptz
);

-- Who is signed in from where. Only the hash of the token in the cookie is kept.
create table sessions (
  id integer generated always as identity primary key,
  account_id integer not null references accounts (id) on delete cascade,
  token_sha256 text not null unique,
  created_utc timestamptz not null,
  seen_utc timestamptz not null,
  address text not null,
  agent text not null
);
create index sessions_of_account on sessions (account_id);

-- Tokens of programs, each of an account; only their hashes are kept.
create table api_tokens (
  id integer generated always as identity primary key,
  account_id integer not null references accounts (id) on delete cascade,
  name text not null,
  role text not null check (role in ('viewer', 'analyst', 'admin')),
  token_sha256 text not null unique,
  created_utc timestamptz not null,
  expires_utc timestamptz not null,
  used_utc timestamptz
);
create index api_tokens_of_account on api_tokens (account_id);

-- Failed sign-ins of a name since an instant. The name is kept as a hash: people type passwords into the wrong field.
create table sign_in_failures (
  name_sha256 text primary key,
  failures integer not null,
  since_utc timestamptz not null
);

-- Who asked for which change, from where, and what came of it. Names are kept as text: they outlive their accounts.
create table audit_log (
  id bigint generated always as identity primary key,
  at_utc timestamptz not null,
  account text,
  via text not null check (via in ('local', 'session', 'token', 'command', 'nobody')),
  address text not null,
  action text not null,
  about text,
  outcome text not null check (outcome in ('done', 'refused', 'failed')),
  status integer
);
create index audit_log_by_time on audit_log (at_utc desc, id desc);
