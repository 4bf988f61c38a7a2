import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type AcceptedImage, deadLetterCodec, imageCodec, TOPICS } from '@conceptwatch/contracts';
import {
  type Clock,
  CLOCK,
  type IncomingImage,
  MESSAGE_LOG,
  type MessageLog,
  METRICS,
  type MetricSink,
  type OutgoingRecord,
  type Refusal,
  STATE_STORE,
  type StateStore,
} from '@conceptwatch/ports';
import { ingestMetrics } from './ingest.metrics';

/** Beyond this a refused original is not kept, only its reason. */
const KEPT_ORIGINAL_BYTES = 1_000_000;

/** An image that was turned away at the door. */
export interface TurnedAway {
  name: string;
  bytes: Uint8Array;
  refusal: Refusal;
}

/** Step 0, receive: makes an image durable in images.v1. What it has answered for is never lost. */
@Injectable()
export class Inbox {
  constructor(
    @Inject(MESSAGE_LOG) private readonly log: MessageLog,
    @Inject(STATE_STORE) private readonly state: StateStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(METRICS) private readonly metrics: MetricSink,
  ) {}

  /** Resolves when all images are durable. One source's images stay in order: they share a shard. */
  async accept(stream: string, images: IncomingImage[]): Promise<AcceptedImage[]> {
    const receivedAt = this.clock.now();
    const answers = images.map((image) => ({ id: image.imageId ?? randomUUID(), stream, received_at: receivedAt }));
    await this.log.publish(images.map((image, i) => this.toRecord(image, answers[i])));
    this.metrics.increment(ingestMetrics.images, { stream, outcome: 'received' }, images.length);
    return answers;
  }

  /** Keeps what was turned away with its reason: dead letter with the original, and a row for people. */
  async refuse(stream: string, source: string, images: TurnedAway[]): Promise<void> {
    if (images.length === 0) return;
    const at = this.clock.now();
    const letters = images.map(({ name, bytes, refusal }) => ({
      topic: TOPICS.deadLetters,
      key: `${stream}/${source}`,
      value: deadLetterCodec.encode({
        stream,
        source,
        stage: 'receive',
        reason: refusal.reason,
        detail: said(name, refusal),
        failedAtMs: BigInt(at),
        original: bytes.length <= KEPT_ORIGINAL_BYTES ? { case: 'bytes', value: bytes } : { case: undefined },
      }),
    }));
    const positions = await this.log.publish(letters);
    const rows = images.map(({ name, refusal }, i) => {
      const position = `${TOPICS.deadLetters}/${positions[i].partition}/${positions[i].offset}`;
      return { id: position, stream, source, reason: refusal.reason, detail: said(name, refusal), at, reference: `log:${position}` };
    });
    await this.state.addRefused(rows);
    for (const { refusal } of images) {
      this.metrics.increment(ingestMetrics.images, { stream, outcome: 'refused' });
      this.metrics.increment(ingestMetrics.refused, { reason: refusal.reason });
    }
  }

  private toRecord(image: IncomingImage, answer: AcceptedImage): OutgoingRecord {
    const value = imageCodec.encode({
      imageId: answer.id,
      stream: answer.stream,
      source: image.source,
      receivedAtMs: BigInt(answer.received_at),
      capturedAtMs: BigInt(Math.round(image.capturedAt ?? answer.received_at)),
      contentType: image.contentType ?? '',
      content:
        'bytes' in image.content ? { case: 'bytes', value: image.content.bytes } : { case: 'reference', value: image.content.reference },
      metadata: image.metadata ?? {},
    });
    return { topic: TOPICS.images, key: `${answer.stream}/${image.source}`, value, timestamp: answer.received_at };
  }
}

/** A file that was sent with a name is named. */
const said = (name: string, { detail }: Refusal): string => (name ? `${name}: ${detail}` : detail);
