/** Tables of log.db. `user_version` grows by one with each change, and `open` brings an older file up to it. */
export const LOG_SCHEMA_VERSION = 1;

export const LOG_SCHEMA = `
create table topic (
  name text primary key,
  compacted integer not null,
  retention_bytes integer
);
create table partition (
  id integer primary key,
  topic text not null references topic(name),
  number integer not null,
  end_offset integer not null,
  end_position integer not null,
  unique (topic, number)
);
-- id = partition id * 2^40 + offset; position = footprint of the partition before this record; the value comes last
-- so that the small columns of a large record are read without it.
create table record (
  id integer primary key,
  position integer not null,
  timestamp integer not null,
  key text,
  headers text,
  value blob not null
);
create table committed (
  consumer_group text not null,
  partition_id integer not null references partition(id),
  offset integer not null,
  position integer not null,
  primary key (consumer_group, partition_id)
) without rowid;
pragma user_version = ${LOG_SCHEMA_VERSION};
`;
