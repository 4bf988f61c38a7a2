import { Inject, Injectable } from '@nestjs/common';
import { scoreBatch } from '@conceptwatch/core/concepts';
import { type EmbeddingRecord, embeddingCodec, fromFloat16, scaleDigest, scoreCodec, spaceDigest, toFloat32Bytes, TOPICS } from '@conceptwatch/contracts';
import { type Batch, type Clock, CLOCK, METRICS, type MetricSink, type OutgoingRecord, type StoredRecord } from '@conceptwatch/ports';
import { readRecords } from '@conceptwatch/platform/runtime';
import { BankRegistry, type LoadedBank } from './bank-registry';
import { conceptBankMetrics } from './concept-bank.metrics';

interface Member {
  stored: StoredRecord;
  embedding: EmbeddingRecord;
  vector: Float32Array;
}

/** Step 4, score: unit vectors → cosine similarity to every concept of the stream's bank. */
@Injectable()
export class ScoreStage {
  constructor(
    @Inject(BankRegistry) private readonly banks: BankRegistry,
    @Inject(METRICS) private readonly metrics: MetricSink,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @returns score records in the order of the embeddings, and dead letters of what cannot be read. */
  async handle(batch: Batch): Promise<OutgoingRecord[]> {
    const start = this.clock.monotonic();
    const { read, letters: records } = readRecords(embeddingCodec, batch.records, 'score');
    const members = read.map(({ stored, record: embedding }) => ({ stored, embedding, vector: fromFloat16(embedding.vectorF16) }));
    for (const group of groupsInOrder(members)) records.push(...(await this.scoreGroup(group)));
    this.metrics.observe(conceptBankMetrics.scoreSeconds, (this.clock.monotonic() - start) / 1000);
    return records;
  }

  private async scoreGroup(group: Member[]): Promise<OutgoingRecord[]> {
    const stream = group[0].embedding.stream;
    const bank = await this.banks.bankOf(stream);
    const reason = !bank ? 'unknown-stream' : group[0].vector.length !== bank.definition.dimension ? 'other-model' : undefined;
    if (!bank || reason) {
      this.metrics.increment(conceptBankMetrics.unscored, { stream, reason: reason ?? 'unknown-stream' }, group.length);
      return [];
    }
    const scores = scoreAll(group, bank);
    this.metrics.increment(conceptBankMetrics.scored, { stream }, group.length);
    const concepts = bank.definition.concepts.length;
    return group.map((member, i) => toScoreRecord(member, bank, scores.subarray(i * concepts, (i + 1) * concepts)));
  }
}

/** Neighbours of one stream and space together, so that a batch is one matrix product and order is kept. */
function groupsInOrder(members: Member[]): Member[][] {
  const groups: Member[][] = [];
  for (const member of members) {
    const last = groups[groups.length - 1];
    if (last && last[0].embedding.stream === member.embedding.stream && last[0].vector.length === member.vector.length) last.push(member);
    else groups.push([member]);
  }
  return groups;
}

function scoreAll(group: Member[], bank: LoadedBank): Float32Array {
  const dimension = bank.definition.dimension;
  const vectors = new Float32Array(group.length * dimension);
  group.forEach(({ vector }, i) => vectors.set(vector, i * dimension));
  return scoreBatch(vectors, bank.matrix, dimension);
}

function toScoreRecord({ stored, embedding }: Member, bank: LoadedBank, scores: Float32Array): OutgoingRecord {
  const value = scoreCodec.encode({
    imageId: embedding.imageId,
    stream: embedding.stream,
    source: embedding.source,
    origin: embedding.origin,
    capturedAtMs: embedding.capturedAtMs,
    receivedAtMs: embedding.receivedAtMs,
    segment: embedding.segment,
    scaleDigest: scaleDigest(spaceDigest(embedding.encoderDigest, embedding.alignerDigest), bank.definition.digest),
    scoresF32: toFloat32Bytes(scores),
  });
  return { topic: TOPICS.scores, partition: stored.partition, key: stored.key, value, timestamp: stored.timestamp };
}
