import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { type Mute, type MuteDefinition, muteId } from '@conceptwatch/contracts';
import { type Clock, CLOCK, type Logger, LOGGER, METRICS, type MetricSink, STATE_STORE, type StateStore } from '@conceptwatch/ports';
import { adminMetrics } from './admin.metrics';

const REFRESH_MS = 5_000;
const HOUR_MS = 3_600_000;

/** Concepts of which nobody is notified for a while. They are measured, shown and stored as before. */
@Injectable()
export class Mutes implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private told = new Set<string>();

  constructor(
    @Inject(STATE_STORE) private readonly state: StateStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(METRICS) private readonly metrics: MetricSink,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.refresh();
    this.timer = setInterval(() => void this.refresh().catch((error: unknown) => this.logger.warn('The muted concepts cannot be read; it is tried again.', { error })), REFRESH_MS);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  async mute(stream: string, concept: string, { hours, reason, by }: { hours: number; reason: string; by: string }): Promise<Mute> {
    const until = Math.round(this.clock.now() + hours * HOUR_MS);
    await this.state.put<MuteDefinition>('mute', muteId(stream, concept), { stream, concept, until, by, reason });
    await this.refresh();
    return { until, by, reason };
  }

  /** @returns false when it was not muted */
  async unmute(stream: string, concept: string): Promise<boolean> {
    const known = await this.state.delete('mute', muteId(stream, concept));
    await this.refresh();
    return known;
  }

  /** The muted concepts of a stream with the time until which they are. */
  async of(stream: string): Promise<ReadonlyMap<string, number>> {
    const now = this.clock.now();
    const mutes = await this.state.list<MuteDefinition>('mute');
    return new Map(mutes.flatMap(({ body }) => (body.stream === stream && body.until > now ? [[body.concept, body.until] as const] : [])));
  }

  /** Tells Prometheus, and forgets what is over. */
  private async refresh(): Promise<void> {
    const now = this.clock.now();
    const muted = new Set<string>();
    for (const { id, body } of await this.state.list<MuteDefinition>('mute')) {
      if (body.until <= now) await this.state.delete('mute', id);
      else {
        muted.add(id);
        this.metrics.set(adminMetrics.muted, 1, { stream: body.stream, concept: body.concept });
      }
    }
    for (const id of this.told) {
      const [stream, concept] = id.split('/');
      if (!muted.has(id)) this.metrics.remove(adminMetrics.muted, { stream, concept });
    }
    this.told = muted;
  }
}
