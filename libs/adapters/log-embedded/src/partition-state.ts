/** A point in a partition: the next offset, and how many bytes lie before it. */
export interface Mark {
  offset: number;
  position: number;
}

/** What is known of one partition without asking the file. */
export interface PartitionState {
  /** Of the row in `partition`; the upper part of every record's row id. */
  readonly id: number;
  readonly topic: string;
  readonly partition: number;
  /** The oldest record that is still there. */
  start: Mark;
  /** Where the next record goes. */
  end: Mark;
  /** Where each consumer group goes on. */
  readonly committed: Map<string, Mark>;
}

export interface TopicState {
  readonly topic: string;
  readonly partitions: PartitionState[];
  compacted: boolean;
  retentionBytes: number | undefined;
}

/** A row id is `partition id × 2^40 + offset`, so that one B-tree holds all partitions and appends stay at their ends. */
export const OFFSETS_PER_PARTITION = 2 ** 40;
export const MOST_PARTITIONS = 2 ** 13 - 1;

/** What a record counts for in backlog and retention: its value and about what surrounds it. */
export const footprint = (value: Uint8Array): number => value.length + 64;

/** The group that is furthest behind; undefined when nobody consumes the partition. */
export function slowestGroup(partition: PartitionState): Mark | undefined {
  let slowest: Mark | undefined;
  for (const mark of partition.committed.values()) if (!slowest || mark.offset < slowest.offset) slowest = mark;
  return slowest;
}
