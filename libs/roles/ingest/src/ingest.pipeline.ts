import { Inject, Injectable } from '@nestjs/common';
import { deadLetterCodec, embeddingCodec, type ImageRecord, TOPICS } from '@conceptwatch/contracts';
import {
  type Batch,
  type Clock,
  CLOCK,
  HISTORY,
  type History,
  type HistoryRow,
  METRICS,
  type MetricSink,
  type OutgoingRecord,
  type Refusal,
  STATE_STORE,
  type StateStore,
  type StoredRecord,
} from '@conceptwatch/ports';
import { AlignerCheck } from './aligner-check';
import { CrashGuard } from './crash-guard';
import { type DecodeOutcome, DecodeStage } from './decode.stage';
import { type Embedded, EmbedStage } from './embed.stage';
import { ingestMetrics } from './ingest.metrics';

const REFUSED_EMBEDDING: Refusal = {
  status: 'refused',
  reason: 'invalid-embedding',
  detail: 'The encoder gave a vector that is not finite or has no length. Look at the image, then at the model.',
};

const CRASHES: Refusal = {
  status: 'refused',
  reason: 'process-crash',
  detail: 'Every process that tried this image ended: a native library crashed on it. Look at the image with care; its bytes are in the dead letter.',
};

/** An image that has its vector. */
export type EmbeddedImage = Embedded & { outcome: DecodeOutcome };

/** The way of an image: decode → embed → align → embeddings.v1. What is refused goes to the dead letters with its reason. */
@Injectable()
export class IngestPipeline {
  constructor(
    @Inject(CrashGuard) private readonly guard: CrashGuard,
    @Inject(DecodeStage) private readonly decoding: DecodeStage,
    @Inject(EmbedStage) private readonly embedding: EmbedStage,
    @Inject(AlignerCheck) private readonly alignerCheck: AlignerCheck,
    @Inject(HISTORY) private readonly history: History,
    @Inject(STATE_STORE) private readonly state: StateStore,
    @Inject(METRICS) private readonly metrics: MetricSink,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @returns what embeddings.v1 and dead-letters.v1 get; the log commits the batch together with it. */
  handle(batch: Batch): Promise<OutgoingRecord[]> {
    return this.guard.around(
      batch,
      (records) => this.process(records),
      async (stored) => {
        const outcome = { stored, record: this.decoding.read(stored).record, result: CRASHES };
        await this.keepRefused([{ outcome, refusal: CRASHES }]);
        return [this.toDeadLetter(outcome, CRASHES)];
      },
    );
  }

  private async process(records: StoredRecord[]): Promise<OutgoingRecord[]> {
    const outcomes = await this.timed('decode', () => this.decoding.decode(records));
    const pixels = outcomes.flatMap(({ result }) => (result.status === 'decoded' ? [result.pixels] : []));
    const vectors = await this.timed('embed', () => this.embedding.embed(pixels));
    const embedded: EmbeddedImage[] = [];
    const refused: { outcome: DecodeOutcome; refusal: Refusal }[] = [];
    let next = 0;
    for (const outcome of outcomes) {
      if (outcome.result.status === 'refused') {
        refused.push({ outcome, refusal: outcome.result });
        continue;
      }
      const vector = vectors[next++];
      if (vector) embedded.push({ outcome, ...vector });
      else refused.push({ outcome, refusal: REFUSED_EMBEDDING });
    }
    this.alignerCheck.offer(embedded);
    await this.history.append(embedded.map((image) => this.toHistory(image)));
    await this.keepRefused(refused);
    return [
      ...embedded.map((image) => this.toEmbedding(image)),
      ...refused.map(({ outcome, refusal }) => this.toDeadLetter(outcome, refusal)),
    ];
  }

  private async timed<T>(stage: string, work: () => Promise<T>): Promise<T> {
    const start = this.clock.monotonic();
    const result = await work();
    this.metrics.observe(ingestMetrics.stageSeconds, (this.clock.monotonic() - start) / 1000, { stage });
    return result;
  }

  private toHistory({ outcome: { record, stored }, vector, space }: EmbeddedImage): HistoryRow {
    const image = record as ImageRecord;
    return {
      imageId: image.imageId,
      stream: image.stream,
      source: image.source,
      shard: stored.partition,
      offset: stored.offset,
      capturedAt: Number(image.capturedAtMs),
      spaceDigest: space.spaceDigest,
      vector,
      imageReference: referenceOf(stored, image),
    };
  }

  private toEmbedding({ outcome: { record, stored }, vector, space }: EmbeddedImage): OutgoingRecord {
    const image = record as ImageRecord;
    const { encoderDigest, alignerDigest } = space;
    this.metrics.increment(ingestMetrics.images, { stream: image.stream, outcome: 'embedded' });
    const value = embeddingCodec.encode({
      imageId: image.imageId,
      stream: image.stream,
      source: image.source,
      origin: { shard: stored.partition, offset: BigInt(stored.offset) },
      capturedAtMs: image.capturedAtMs,
      receivedAtMs: image.receivedAtMs,
      encoderDigest,
      alignerDigest,
      vectorF16: vector,
      imageReference: referenceOf(stored, image),
      segment: image.metadata.segment ?? '',
    });
    return { topic: TOPICS.embeddings, partition: stored.partition, key: stored.key, value, timestamp: stored.timestamp };
  }

  private toDeadLetter({ record, stored }: DecodeOutcome, refusal: Refusal): OutgoingRecord {
    const value = deadLetterCodec.encode({
      imageId: record?.imageId ?? '',
      stream: record?.stream ?? '',
      source: record?.source ?? '',
      stage: refusal.reason === 'invalid-embedding' ? 'embed' : 'decode',
      reason: refusal.reason,
      detail: refusal.detail,
      topic: stored.topic,
      origin: { shard: stored.partition, offset: BigInt(stored.offset) },
      failedAtMs: BigInt(stored.timestamp),
      original: { case: 'bytes', value: stored.value },
    });
    return { topic: TOPICS.deadLetters, key: stored.key ?? `${stored.topic}/${stored.partition}`, value };
  }

  private async keepRefused(refused: { outcome: DecodeOutcome; refusal: Refusal }[]): Promise<void> {
    if (refused.length === 0) return;
    await this.state.addRefused(
      refused.map(({ outcome: { record, stored }, refusal }) => ({
        id: `${stored.topic}/${stored.partition}/${stored.offset}`,
        stream: record?.stream ?? '',
        source: record?.metadata.name ?? record?.source ?? '',
        reason: refusal.reason,
        detail: refusal.detail,
        at: stored.timestamp,
        reference: record ? referenceOf(stored, record) : positionOf(stored),
      })),
    );
    for (const { outcome, refusal } of refused) {
      this.metrics.increment(ingestMetrics.images, { stream: outcome.record?.stream ?? 'unknown', outcome: 'refused' });
      this.metrics.increment(ingestMetrics.refused, { reason: refusal.reason });
    }
  }
}

const positionOf = (stored: { topic: string; partition: number; offset: number }): string =>
  `log:${stored.topic}/${stored.partition}/${stored.offset}`;

const referenceOf = (stored: DecodeOutcome['stored'], image: ImageRecord): string =>
  image.content.case === 'reference' ? image.content.value : positionOf(stored);
