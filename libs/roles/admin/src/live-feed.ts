import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Subject } from 'rxjs';
import { type DriftEvent, driftEventCodec, TOPICS } from '@conceptwatch/contracts';
import { type Batch, type Consumption, type Logger, LOGGER, MESSAGE_LOG, type MessageLog, type OutgoingRecord } from '@conceptwatch/ports';
import { toDriftEvent } from './drift-event';

/** Follows drift-events.v1 and passes each event on to open pages and to the log of the service. */
@Injectable()
export class LiveFeed implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly events = new Subject<DriftEvent>();
  private consumption: Consumption | undefined;

  constructor(
    @Inject(MESSAGE_LOG) private readonly log: MessageLog,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.consumption = await this.log.consume({ group: 'admin', topic: TOPICS.driftEvents, maxRecords: 100 }, (batch) => this.pass(batch));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.consumption?.stop();
    this.events.complete();
  }

  private pass(batch: Batch): Promise<OutgoingRecord[]> {
    for (const { value } of batch.records) {
      const record = driftEventCodec.decode(value);
      const event = toDriftEvent({
        id: record.eventId,
        stream: record.stream,
        concept: record.concept,
        kind: record.kind as DriftEvent['kind'],
        at: Number(record.atMs),
        body: {
          text: record.text,
          direction: record.direction,
          since: Number(record.sinceMs),
          ks: record.distance,
          location: record.location,
          share: record.share,
          quantile: record.quantile,
          evidence: record.evidence,
          certified: record.certified,
        },
      });
      this.logger.info(`${event.kind}: ${event.sentence}`, { stream: event.stream, concept: event.concept, ks: event.ks, share: event.share });
      this.events.next(event);
    }
    return Promise.resolve([]);
  }
}
