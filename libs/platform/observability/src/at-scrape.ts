import type { MetricSink } from '@conceptwatch/ports';

/** A scrape does not wait longer than this: it then shows what was known before. */
const PATIENCE_MS = 500;

/** Asks at each scrape, once at a time. Who is slow or away makes what is shown old, and holds up no scrape. */
export function atScrape(metrics: MetricSink, ask: () => Promise<void>): void {
  let asking: Promise<void> | undefined;
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
