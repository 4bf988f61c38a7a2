import type { BrokerReport, MetricSink } from '@conceptwatch/ports';
import { atScrape } from './at-scrape';
import { brokerMetrics } from './broker.metrics';

const KNOWN = [brokerMetrics.brokers, brokerMetrics.partitions, brokerMetrics.underReplicated, brokerMetrics.written];

/** Fills the gauges of the brokers at each scrape; while nobody answers they are absent, and only `up` is 0. */
export function reportBrokers(metrics: MetricSink, ask: () => Promise<BrokerReport>): void {
  atScrape(metrics, async () => {
    const report = await ask().catch(() => undefined);
    metrics.set(brokerMetrics.up, report ? 1 : 0);
    if (!report) {
      for (const spec of KNOWN) metrics.remove(spec);
      return;
    }
    metrics.set(brokerMetrics.brokers, report.brokers);
    for (const { topic, partitions, underReplicated, written } of report.topics) {
      metrics.set(brokerMetrics.partitions, partitions, { topic });
      metrics.set(brokerMetrics.underReplicated, underReplicated, { topic });
      metrics.set(brokerMetrics.written, written, { topic });
    }
  });
}
