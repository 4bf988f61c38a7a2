/** Tables of history.db. `user_version` grows by one with each change. */
export const HISTORY_SCHEMA_VERSION = 1;

// Rows of a stream lie in offset order, so that a scan reads the file from one end to the other.
export const HISTORY_SCHEMA = `
create table stream (
  id integer primary key,
  name text not null unique,
  images integer not null default 0
);
create table image (
  stream_id integer not null references stream(id),
  offset integer not null,
  shard integer not null,
  captured_at integer not null,
  image_id text not null,
  source text not null,
  space_digest text not null,
  image_reference text not null,
  vector blob not null,
  primary key (stream_id, offset, shard)
) without rowid;
create index image_by_id on image (stream_id, image_id);
pragma user_version = ${HISTORY_SCHEMA_VERSION};
`;
