import { type DeadLetterRecord, deadLetterCodec, imageCodec, MalformedRecord, RECORD_SCHEMA_MAJOR, TOPICS, UnsupportedRecordVersion } from '@conceptwatch/contracts';
import type { Clock, MessageLog, OutgoingRecord, StateStore, StoredRecord } from '@conceptwatch/ports';
import { RedriveLedger } from './redrive-ledger';

export interface RedriveRequest {
  log: MessageLog;
  state: StateStore;
  clock: Clock;
  /** Only letters of these reasons; all when empty. */
  reasons?: readonly string[];
  stream?: string;
  /** Most letters that are sent. */
  limit?: number;
  /** Letters a second. Default 100. */
  rate?: number;
  /** Counts and sends nothing. */
  dryRun?: boolean;
  /** Also what was sent before. */
  again?: boolean;
  /** Waits; resolves early when the signal is aborted. */
  pause: (milliseconds: number) => Promise<void>;
  onProgress?: (sent: number) => void;
  signal?: AbortSignal;
}

/** Why a letter stays where it is. */
export type Unsent = 'other-reason' | 'other-stream' | 'sent-before' | 'no-original' | 'version-still-unknown' | 'unreadable-letter';

export interface Redriven {
  dry_run: boolean;
  letters: number;
  sent: number;
  /** Of those that were sent, or would be. */
  by_reason: Record<string, number>;
  by_topic: Record<string, number>;
  unsent: Partial<Record<Unsent, number>>;
}

const LETTERS_AT_ONCE = 64;
const RATE = 100;

/**
 * Sends dead letters back to the topic that they came from: the same bytes under the same key, so that fields which
 * this build does not know are kept. Ends at the letters that were there when it began, so that what fails again does
 * not go in circles. A letter is noted as sent right after its batch: a kill repeats at most one batch.
 */
export async function redriveDeadLetters(request: RedriveRequest): Promise<Redriven> {
  const ledger = await RedriveLedger.load(request.state);
  const redriven: Redriven = { dry_run: request.dryRun ?? false, letters: 0, sent: 0, by_reason: {}, by_topic: {}, unsent: {} };
  const run = new RedriveRun(request, ledger, redriven);
  for (const { partition, end } of await request.log.lag('redrive', TOPICS.deadLetters)) {
    for (let next = 0; next < end && !run.isFull; ) {
      request.signal?.throwIfAborted();
      const letters = await request.log.read(TOPICS.deadLetters, partition, next, Math.min(LETTERS_AT_ONCE, end - next));
      if (letters.length === 0) break;
      await run.send(letters);
      next = letters[letters.length - 1].offset + 1;
    }
  }
  return redriven;
}

class RedriveRun {
  private readonly startedAt: number;

  constructor(
    private readonly request: RedriveRequest,
    private readonly ledger: RedriveLedger,
    private readonly redriven: Redriven,
  ) {
    this.startedAt = request.clock.monotonic();
  }

  get isFull(): boolean {
    return this.redriven.sent >= (this.request.limit ?? Infinity);
  }

  async send(letters: readonly StoredRecord[]): Promise<void> {
    const chosen: { stored: StoredRecord; record: OutgoingRecord }[] = [];
    for (const stored of letters) {
      if (this.redriven.sent + chosen.length >= (this.request.limit ?? Infinity)) break;
      this.redriven.letters++;
      const outcome = await this.judge(stored);
      if (typeof outcome === 'string') this.redriven.unsent[outcome] = (this.redriven.unsent[outcome] ?? 0) + 1;
      else chosen.push({ stored, record: outcome });
    }
    if (chosen.length === 0) return;
    if (!this.request.dryRun) {
      await this.keepRate();
      await this.request.log.publish(chosen.map(({ record }) => record));
      await this.ledger.note(chosen.map(({ stored }) => stored));
    }
    this.redriven.sent += chosen.length;
    this.request.onProgress?.(this.redriven.sent);
  }

  /** @returns what to publish, or why nothing is */
  private async judge(stored: StoredRecord): Promise<OutgoingRecord | Unsent> {
    const { reasons = [], stream, again } = this.request;
    const letter = readLetter(stored);
    if (!letter) return 'unreadable-letter';
    if (reasons.length > 0 && !reasons.includes(letter.reason)) return 'other-reason';
    if (stream !== undefined && letter.stream !== stream) return 'other-stream';
    if (!again && this.ledger.has(stored)) return 'sent-before';
    const value = await this.originalOf(letter);
    if (!value) return 'no-original';
    if (letter.topic !== '' && value[0] !== RECORD_SCHEMA_MAJOR) return 'version-still-unknown';
    const topic = letter.topic || TOPICS.images;
    this.redriven.by_reason[letter.reason] = (this.redriven.by_reason[letter.reason] ?? 0) + 1;
    this.redriven.by_topic[topic] = (this.redriven.by_topic[topic] ?? 0) + 1;
    const headers = { 'conceptwatch-redriven-from': `${stored.topic}/${stored.partition}/${stored.offset}` };
    return { topic, value, headers, ...placeOf(stored, letter) };
  }

  /** The record as it was: from the letter, or from its place in the log. */
  private async originalOf(letter: DeadLetterRecord): Promise<Uint8Array | undefined> {
    const { original, topic, origin } = letter;
    if (topic === '') return original.case === 'bytes' ? this.asImage(letter, original.value) : undefined;
    if (original.case === 'bytes') return original.value;
    const offset = Number(origin?.offset ?? -1);
    const [record] = offset < 0 ? [] : await this.request.log.read(topic, origin?.shard ?? 0, offset, 1);
    return record?.offset === offset ? record.value : undefined;
  }

  /** What was turned away at the door never was a record: it becomes one now. */
  private asImage({ imageId, stream, source, failedAtMs }: DeadLetterRecord, bytes: Uint8Array): Uint8Array {
    return imageCodec.encode({ imageId: imageId || `redriven-${failedAtMs}`, stream, source, receivedAtMs: BigInt(this.request.clock.now()), capturedAtMs: failedAtMs, content: { case: 'bytes', value: bytes } });
  }

  /** Waits until what was sent so far is within the rate. */
  private async keepRate(): Promise<void> {
    const { clock, rate = RATE, pause } = this.request;
    const dueAt = this.startedAt + (this.redriven.sent / rate) * 1000;
    const wait = dueAt - clock.monotonic();
    if (wait > 0) await pause(wait);
    this.request.signal?.throwIfAborted();
  }
}

/** Key and partition as they were; a letter of a record without a key has a key of its own. */
function placeOf(stored: StoredRecord, { topic, origin, stream, source }: DeadLetterRecord): { key: string; partition?: number } | { partition: number } {
  if (topic === '') return { key: stored.key ?? `${stream}/${source}` };
  const partition = origin?.shard ?? 0;
  return stored.key === undefined || stored.key === `${topic}/${partition}` ? { partition } : { key: stored.key, partition };
}

function readLetter(stored: StoredRecord): DeadLetterRecord | undefined {
  try {
    return deadLetterCodec.decode(stored.value);
  } catch (error) {
    if (error instanceof MalformedRecord || error instanceof UnsupportedRecordVersion) return undefined;
    throw error;
  }
}
