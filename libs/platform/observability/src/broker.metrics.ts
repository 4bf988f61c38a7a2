import type { MetricSpec } from '@conceptwatch/ports';

/** The brokers behind the log, as the role admin sees them. Absent where the log is embedded. */
export const brokerMetrics = {
  up: { name: 'conceptwatch_kafka_up', kind: 'gauge', help: '1 while the Kafka brokers answer, else 0; absent where the log is embedded.' },
  brokers: { name: 'conceptwatch_kafka_brokers', kind: 'gauge', help: 'Brokers of the Kafka cluster.' },
  partitions: { name: 'conceptwatch_kafka_partitions', kind: 'gauge', help: 'Partitions of a topic.', labels: ['topic'] },
  underReplicated: { name: 'conceptwatch_kafka_under_replicated_partitions', kind: 'gauge', help: 'Partitions of a topic with fewer replicas in sync than they should have.', labels: ['topic'] },
  written: { name: 'conceptwatch_kafka_written_records', kind: 'gauge', help: 'End offsets of a topic\'s partitions together, as the brokers count: records ever written.', labels: ['topic'] },
} as const satisfies Record<string, MetricSpec>;
