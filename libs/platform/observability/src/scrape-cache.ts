import { gzip } from 'node:zlib';
import { promisify } from 'node:util';
import type { Clock } from '@conceptwatch/ports';

const compress = promisify(gzip);

export interface Scrape {
  plain: Buffer;
  gzipped: Buffer;
}

/** Renders at most once per interval, however many scrapers ask at once; a failed rendering is not kept. */
export class ScrapeCache {
  private current: { at: number; scrape: Promise<Scrape> } | undefined;

  constructor(
    private readonly render: () => Promise<string>,
    private readonly clock: Clock,
    private readonly freshMs: number,
  ) {}

  get(): Promise<Scrape> {
    const now = this.clock.monotonic();
    if (this.current && now - this.current.at < this.freshMs) return this.current.scrape;
    const scrape = this.take();
    this.current = { at: now, scrape };
    scrape.catch(() => (this.current = undefined));
    return scrape;
  }

  private async take(): Promise<Scrape> {
    const plain = Buffer.from(await this.render());
    return { plain, gzipped: await compress(plain) };
  }
}
