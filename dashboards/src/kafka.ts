import type { DashboardSpec } from './dashboard';
import { ours, quantile, rate } from './promql';
import { THRESHOLDS } from './thresholds';

/** The log between the roles: what waits, how fast it goes, and the brokers behind it. */
export const kafka: DashboardSpec = {
  name: 'kafka',
  title: 'ConceptWatch / Kafka',
  description: 'The log between the roles. The first rows hold for the embedded log too; the last one is empty there.',
  rows: [
    {
      title: 'What waits',
      panels: [
        { kind: 'timeseries', title: 'Waiting records', description: 'By role.', unit: 'short', width: 8, min: 0, queries: [[`sum by (role) (max by (role, instance) (${ours('conceptwatch_lag_images')}))`, '{{role}}']] },
        { kind: 'timeseries', title: 'Age of the oldest waiting record', description: 'By role; 0 when nothing waits.', unit: 's', width: 8, min: 0, thresholds: THRESHOLDS.lagSeconds, queries: [[`max by (role) (${ours('conceptwatch_lag_seconds')})`, '{{role}}']] },
        { kind: 'timeseries', title: 'Growth of what waits', description: 'Records per second; above 0 the role does not keep up.', unit: 'none', width: 8, queries: [[`sum by (role) (deriv(${ours('conceptwatch_lag_images')}[5m]))`, '{{role}}']] },
      ],
    },
    {
      title: 'Through the topics',
      panels: [
        { kind: 'timeseries', title: 'Written', description: 'Records per second that our processes made durable, by topic.', unit: 'ops', width: 8, min: 0, queries: [[rate('conceptwatch_log_records_published_total', 'topic'), '{{topic}}']] },
        { kind: 'timeseries', title: 'Handled', description: 'Records per second, by group and topic.', unit: 'ops', width: 8, min: 0, queries: [[rate('conceptwatch_log_records_consumed_total', 'group, topic'), '{{group}}: {{topic}}']] },
        { kind: 'timeseries', title: 'Until durable, 99th percentile', description: 'Time until published records are acknowledged.', unit: 's', width: 8, min: 0, queries: [[quantile(0.99, 'conceptwatch_log_publish_duration_seconds', 'topic'), '{{topic}}']] },
        { kind: 'timeseries', title: 'Batches that come again', description: 'Per second: the handler failed, or what it made could not be written. Nothing is lost.', unit: 'ops', width: 12, min: 0, noValue: 'None', queries: [[rate('conceptwatch_log_batch_failures_total', 'group, topic'), '{{group}}: {{topic}}']] },
        { kind: 'timeseries', title: 'Delivered again', description: 'Score records per second that had been counted before: after a restart or a rebalance for a moment, otherwise none.', unit: 'ops', width: 12, min: 0, noValue: 'None', queries: [[rate('conceptwatch_score_records_skipped_total', 'stream', 'reason="duplicate"'), '{{stream}}']] },
      ],
    },
    {
      title: 'Brokers',
      panels: [
        { kind: 'stat', title: 'Brokers answer', description: '1 while they answer the role admin.', unit: 'none', width: 4, noValue: 'No Kafka', queries: [[`max(${ours('conceptwatch_kafka_up')})`, 'answer']] },
        { kind: 'stat', title: 'Brokers', description: 'Brokers of the cluster.', unit: 'none', width: 4, noValue: 'No Kafka', queries: [[`max(${ours('conceptwatch_kafka_brokers')})`, 'brokers']] },
        { kind: 'stat', title: 'Under-replicated partitions', description: 'Partitions with fewer replicas in sync than they should have.', unit: 'none', width: 4, thresholds: { warning: 1 }, noValue: 'No Kafka', queries: [[`sum(max by (topic) (${ours('conceptwatch_kafka_under_replicated_partitions')}))`, 'partitions']] },
        { kind: 'table', title: 'Partitions', description: 'Partitions by topic: the most replicas that a role can use.', unit: 'none', width: 12, noValue: 'No Kafka', queries: [[`max by (topic) (${ours('conceptwatch_kafka_partitions')})`, '{{topic}}']] },
        { kind: 'timeseries', title: 'Records written, as the brokers count them', description: 'Per second, by topic, whoever wrote them.', unit: 'ops', width: 24, min: 0, noValue: 'No Kafka', queries: [[`max by (topic) (deriv(${ours('conceptwatch_kafka_written_records')}[5m]))`, '{{topic}}']] },
      ],
    },
  ],
};
