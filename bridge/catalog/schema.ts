/**
 * The catalog's tables, as a list of migrations: entry i takes a database from user_version i to i + 1.
 * Never change an entry that was released; add one.
 */
export const migrations: string[] = [
  `
  create table matrices (
    id text primary key,
    user text not null,
    name text,
    state text not null,
    rows integer,
    stored_rows integer,
    cols integer not null,
    dtype text not null,
    row_index text not null,
    missing_rows text not null,
    declared_parts integer,
    if_exists text not null,
    tier text not null,
    digest text,
    bytes integer not null,
    ttl_ms integer,
    created_at_ms integer not null,
    last_used_at_ms integer not null,
    produced_by text,
    end_event text,
    end_fact text,
    ended_at_ms integer
  ) strict;
  -- The name of a sealed matrix is its user's alone; open and ended ones may share it.
  create unique index matrix_names on matrices (user, name) where state = 'sealed' and name is not null;
  create index matrices_by_name on matrices (user, name);
  create index matrices_by_state on matrices (state, ended_at_ms);

  create table attempts (
    number integer primary key,
    matrix_id text not null references matrices (id) on delete cascade,
    part integer not null,
    attempt text not null,
    rows integer not null,
    bytes integer not null,
    crc32 integer not null,
    path text not null unique,
    index_path text,
    declared integer not null
  ) strict;
  create index attempts_by_matrix on attempts (matrix_id, part);

  create table parts (
    matrix_id text not null references matrices (id) on delete cascade,
    part integer not null,
    path text not null,
    index_path text,
    rows integer not null,
    bytes integer not null,
    crc32 integer not null,
    attempts text not null,
    primary key (matrix_id, part)
  ) strict, without rowid;

  create table jobs (
    number integer primary key,
    id text not null unique,
    user text not null,
    key text not null,
    state text not null,
    request text not null,
    info text not null,
    internal text not null
  ) strict;
  create index jobs_by_user on jobs (user, number);
  create index jobs_by_key on jobs (user, key, number);
  create index jobs_by_state on jobs (state);

  create table job_logs (
    number integer primary key,
    job_id text not null references jobs (id) on delete cascade,
    rank integer not null,
    level text not null,
    message text not null,
    at text not null
  ) strict;
  create index job_logs_by_job on job_logs (job_id, rank, number);
  `,
];
