import type { MessageLog, MetricSink } from '@conceptwatch/ports';
import { atScrape } from './at-scrape';
import { lagMetrics } from './lag.metrics';

/** Fills the lag gauges of one role at each scrape. A broker that is slow or away makes them old, and holds up no scrape. */
export function reportLag(metrics: MetricSink, log: MessageLog, { role, topic }: { role: string; topic: string }): void {
  atScrape(metrics, async () => {
    const parts = await log.lag(role, topic);
    metrics.set(lagMetrics.images, parts.reduce((sum, { records }) => sum + records, 0), { role });
    metrics.set(lagMetrics.seconds, Math.max(0, ...parts.map(({ milliseconds }) => milliseconds)) / 1000, { role });
  });
}
