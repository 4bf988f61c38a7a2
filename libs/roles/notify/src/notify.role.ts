import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { describeChange, type DriftEvent, type DriftEventRecord, driftEventCodec, type MuteDefinition, muteId, TOPICS } from '@conceptwatch/contracts';
import { type Batch, type Clock, CLOCK, type Consumption, type Logger, LOGGER, MESSAGE_LOG, type MessageLog, METRICS, type MetricSink, NOTIFIER, NotificationRefused, type Notifier, type OutgoingRecord, STATE_STORE, type StateStore } from '@conceptwatch/ports';
import { NOTIFY_CONFIG, type NotifyConfig } from './notify.config';
import { notifyMetrics } from './notify.metrics';

/**
 * Follows drift-events.v1 as a group of its own: what could not be delivered stays uncommitted and comes again, also
 * after a restart, in order. The receiver knows a repetition by its id.
 */
@Injectable()
export class NotifyRole implements OnApplicationBootstrap, OnApplicationShutdown {
  private consumption: Consumption | undefined;

  constructor(
    @Inject(MESSAGE_LOG) private readonly log: MessageLog,
    @Inject(NOTIFIER) private readonly notifier: Notifier,
    @Inject(NOTIFY_CONFIG) private readonly config: NotifyConfig,
    @Inject(METRICS) private readonly metrics: MetricSink,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(STATE_STORE) private readonly state: StateStore,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.consumption = await this.log.consume({ group: 'notify', topic: TOPICS.driftEvents, maxRecords: 1 }, (batch) => this.tell(batch));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.consumption?.stop();
  }

  /** One event at a time: a repetition repeats nothing that was delivered. @throws NotificationUndelivered, so that the log brings it again */
  private async tell({ records }: Batch): Promise<OutgoingRecord[]> {
    for (const { value } of records) {
      const event = toDriftEvent(driftEventCodec.decode(value));
      if (this.clock.now() - event.at > this.config.maxAgeMs) {
        this.count('too-old');
        continue;
      }
      if (await this.isMuted(event)) {
        this.count('muted');
        continue;
      }
      try {
        await this.notifier.notify(event);
        this.count('delivered');
      } catch (error) {
        const isRefused = error instanceof NotificationRefused;
        this.count(isRefused ? 'refused' : 'undelivered');
        this.logger.error(isRefused ? 'A notification was refused; it is not sent again.' : 'A notification was not delivered; it is sent again.', { event: event.id, error });
        if (!isRefused) throw error;
      }
    }
    return [];
  }

  private async isMuted({ stream, concept }: DriftEvent): Promise<boolean> {
    const mute = await this.state.get<MuteDefinition>('mute', muteId(stream, concept));
    return mute !== undefined && mute.body.until > this.clock.now();
  }

  private count(outcome: 'delivered' | 'undelivered' | 'refused' | 'too-old' | 'muted'): void {
    this.metrics.increment(notifyMetrics.notifications, { outcome });
  }
}

function toDriftEvent({ eventId, stream, concept, text, kind, direction, atMs, sinceMs, distance, location, share, evidence, certified }: DriftEventRecord): DriftEvent {
  const [at, since] = [Number(atMs), Number(sinceMs)];
  const change = { text, direction: direction as DriftEvent['direction'], share, ks: distance, since };
  const sentence = { onset: describeChange(change), recovery: `${text} is back to normal`, acknowledged: `${text}: acknowledged` }[kind] ?? text;
  return { id: eventId, stream, concept, text, kind: kind as DriftEvent['kind'], direction: change.direction, at, since, ks: distance, location, share, evidence, certified, sentence };
}
