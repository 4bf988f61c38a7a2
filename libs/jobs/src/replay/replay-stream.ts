import { MalformedRecord, type ScoreRecord, scoreCodec, TOPICS, UnsupportedRecordVersion } from '@conceptwatch/contracts';
import type { MessageLog, StoredDriftEvent, StoredRecord } from '@conceptwatch/ports';
import type { DriftEngine, EngineImage } from '../backfill/drift-engine';
import { compareEvents, type EventComparison } from './compare-events';

export interface ReplayRequest {
  stream: string;
  log: MessageLog;
  /** Only records of this scale are counted, as the drift role does. */
  scaleDigest: string;
  concepts: number;
  /** A fresh engine for one partition. */
  openEngine: (partition: number) => Promise<DriftEngine>;
  /** What the drift role recorded, to compare with; absent when other settings were asked for. */
  recorded?: readonly StoredDriftEvent[];
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

export interface Replay {
  /** In the order of their time. */
  events: StoredDriftEvent[];
  images: number;
  /** Records that were passed over. */
  skipped: { duplicate: number; otherScale: number; unreadable: number };
  /** Partitions whose first records are gone: what was counted from them is not in the replay. */
  incomplete: { partition: number; firstOffset: number }[];
  comparison?: EventComparison;
}

const RECORDS_AT_ONCE = 1_024;

/**
 * Sends the score records of a stream through the drift engine again. The score record is the truth: under the same
 * settings the events are those that were recorded, bit for bit; under others they say what would have been told.
 */
export async function replayStream(request: ReplayRequest): Promise<Replay> {
  const ends = await request.log.lag('replay', TOPICS.scores);
  const total = ends.reduce((sum, { end }) => sum + end, 0);
  const replay: Replay = { events: [], images: 0, skipped: { duplicate: 0, otherScale: 0, unreadable: 0 }, incomplete: [] };
  let done = 0;
  for (const { partition, end } of ends) {
    const engine = await request.openEngine(partition);
    const shard = new ReplayedShard(request, engine, replay);
    for (let next = 0; next < end; ) {
      request.signal?.throwIfAborted();
      const records = await request.log.read(TOPICS.scores, partition, next, Math.min(RECORDS_AT_ONCE, end - next));
      if (records.length === 0) break;
      if (next === 0 && records[0].offset > 0) replay.incomplete.push({ partition, firstOffset: records[0].offset });
      await shard.count(records);
      done += records.length;
      next = records[records.length - 1].offset + 1;
      request.onProgress?.(done, total);
    }
  }
  replay.events.sort((a, b) => a.at - b.at);
  if (request.recorded) replay.comparison = compareEvents(request.recorded, replay.events, request.scaleDigest);
  return replay;
}

class ReplayedShard {
  private newest = -1;

  constructor(
    private readonly request: ReplayRequest,
    private readonly engine: DriftEngine,
    private readonly replay: Replay,
  ) {}

  async count(records: readonly StoredRecord[]): Promise<void> {
    const counted = records.flatMap((stored) => this.wanted(stored) ?? []);
    if (counted.length === 0) return;
    const { concepts } = this.request;
    const scores = new Float32Array(counted.length * concepts);
    const images = counted.map((record, i): EngineImage => {
      const view = new DataView(record.scoresF32.buffer, record.scoresF32.byteOffset, record.scoresF32.byteLength);
      if (view.byteLength !== 4 * concepts) throw new Error(`image ${record.imageId} has ${view.byteLength / 4} scores; its bank has ${concepts} concepts`);
      for (let k = 0; k < concepts; k++) scores[i * concepts + k] = view.getFloat32(4 * k, true);
      return { imageId: record.imageId, source: record.source, position: originOf(record), at: Number(record.capturedAtMs), segment: record.segment };
    });
    this.replay.events.push(...(await this.engine.track(images, scores)));
    this.replay.images += images.length;
  }

  /** The rule of the drift role: an image at or below the newest that was counted is a duplicate. */
  private wanted(stored: StoredRecord): ScoreRecord | undefined {
    const { skipped } = this.replay;
    const record = readScores(stored);
    if (!record) return void skipped.unreadable++;
    const origin = originOf(record);
    const isDuplicate = origin <= this.newest;
    if (!isDuplicate) this.newest = origin;
    if (record.stream !== this.request.stream) return undefined;
    if (isDuplicate) return void skipped.duplicate++;
    if (record.scaleDigest !== this.request.scaleDigest) return void skipped.otherScale++;
    return record;
  }
}

const originOf = (record: ScoreRecord): number => Number(record.origin?.offset ?? -1);

function readScores(stored: StoredRecord): ScoreRecord | undefined {
  try {
    return scoreCodec.decode(stored.value);
  } catch (error) {
    if (error instanceof MalformedRecord || error instanceof UnsupportedRecordVersion) return undefined;
    throw error;
  }
}
