const NO_KAFKA = 'the run has an embedded log; test/alerts/cluster.spec.ts asks this of one over Kafka';

/** Expressions of dashboards that one process without Kafka has no data for: "file / panel / query" → why. */
export const WITHOUT_DATA: Readonly<Record<string, string>> = {
  'kafka.json / Brokers / A': NO_KAFKA,
  'kafka.json / Brokers answer / A': NO_KAFKA,
  'kafka.json / Partitions / A': NO_KAFKA,
  'kafka.json / Records written, as the brokers count them / A': NO_KAFKA,
  'kafka.json / Under-replicated partitions / A': NO_KAFKA,
};
