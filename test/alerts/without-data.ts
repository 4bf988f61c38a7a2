const NO_KAFKA = 'the run has no Kafka exporter';
const NOTHING_LOST = 'counts what goes wrong, and nothing did: the counter has no series yet';

/** Expressions of dashboards that a healthy process without Kafka has no data for: "file / panel / query" → why. */
export const WITHOUT_DATA: Readonly<Record<string, string>> = {
  'aligners.json / Changes of the scale / A': 'the run has one model and one bank',
  'aligners.json / Made by another model / A': NOTHING_LOST,
  'aligners.json / Made by another model / B': NOTHING_LOST,
  'kafka.json / Batches that come again / A': NOTHING_LOST,
  'kafka.json / Brokers / A': NO_KAFKA,
  'kafka.json / Delivered again / A': NOTHING_LOST,
  'kafka.json / Lag of the groups / A': NO_KAFKA,
  'kafka.json / Records written, as the brokers count them / A': NO_KAFKA,
  'kafka.json / Under-replicated partitions / A': NO_KAFKA,
  'pipeline.json / Batches that come again / A': NOTHING_LOST,
  'pipeline.json / Failed collectors / A': NOTHING_LOST,
  'pipeline.json / Jobs that ended / A': 'nobody starts a job in this run',
  'pipeline.json / Left out, by reason / A': NOTHING_LOST,
  'pipeline.json / Left out, by reason / B': NOTHING_LOST,
  'pipeline.json / Series that were dropped / A': NOTHING_LOST,
  'stream.json / Left out / A': NOTHING_LOST,
  'stream.json / Left out / B': NOTHING_LOST,
};
