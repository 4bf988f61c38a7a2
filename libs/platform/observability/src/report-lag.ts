import type { MessageLog, MetricSink } from '@conceptwatch/ports';
import { lagMetrics } from './lag.metrics';

/** A scrape does not wait longer than this for the log: it then shows what was known before. */
const PATIENCE_MS = 500;

/** Fills the lag gauges of one role at each scrape. A broker that is slow or away makes them old, and holds up no scrape. */
export function reportLag(metrics: MetricSink, log: MessageLog, { role, topic }: { role: string; topic: string }): void {
  let asking: Promise<void> | undefined;
  const ask = async (): Promise<void> => {
    const parts = await log.lag(role, topic);
    metrics.set(lagMetrics.images, parts.reduce((sum, { records }) => sum + records, 0), { role });
    metrics.set(lagMetrics.seconds, Math.max(0, ...parts.map(({ milliseconds }) => milliseconds)) / 1000, { role });
  };
  metrics.onScrape(async () => {
    if (!asking) {
      asking = ask().finally(() => (asking = undefined));
      asking.catch(() => undefined);
    }
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([asking, new Promise<void>((resolve) => (timer = setTimeout(resolve, PATIENCE_MS)))]);
    clearTimeout(timer);
  });
}
