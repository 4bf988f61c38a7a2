import { readFile } from 'node:fs/promises';
import { SqlStateStore } from '@conceptwatch/adapters/state-sql';
import { type BankDefinition, bankBlob, type BaselineDefinition, baselineBlob, type StreamDefinition } from '@conceptwatch/contracts';
import { type CheckpointFile, type ConceptStanding, type DriftEngine, type EmbeddedBank, type EngineImage, RefusedInput } from '@conceptwatch/jobs';
import { SystemClock } from '@conceptwatch/platform/observability';
import type { StoredDriftEvent } from '@conceptwatch/ports';
import { BaselineLibrary, decodeShard, encodeShard, StreamShard, toStoredEvent, type Yardstick, yardstickOf } from '@conceptwatch/roles/drift';

/** What a backfill is judged by. */
export interface DriftMeasure {
  stream: StreamDefinition;
  bank: EmbeddedBank;
  baseline: { definition: BaselineDefinition; vectors: Uint8Array };
}

/** No point of a trend is ever due. */
const NO_TREND_MS = 1e15;
const SHARD = 0;

/** For a replay, which keeps nothing. */
export function freshDriftEngine(stream: string, yardstick: Yardstick, shard: number): DriftEngine {
  return new BackfillEngine({ stream, shard }, new StreamShard(yardstick, NO_TREND_MS), undefined, { lastOrigin: -1, events: [] });
}

/**
 * The drift role's own engine over a sequence of images: its yardstick, its monitor, its events.
 *
 * @throws RefusedInput when the baseline is too small to promise anything
 */
export async function openDriftEngine(measure: DriftMeasure, checkpoint: CheckpointFile): Promise<DriftEngine> {
  const yardstick = await readYardstick(measure);
  const bytes = await readFile(checkpoint.path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  const saved = bytes ? decodeShard(bytes) : { lastOrigin: -1, streams: [], events: [] };
  return new BackfillEngine({ stream: measure.stream.name, shard: SHARD }, new StreamShard(yardstick, NO_TREND_MS, saved.streams[0]), checkpoint, saved);
}

/** The same derivation of baseline scores as in the service, from the same documents. @throws RefusedInput */
export async function readYardstick({ stream, bank, baseline }: DriftMeasure): Promise<Yardstick> {
  const state = await SqlStateStore.openSqlite({ path: ':memory:', clock: new SystemClock() });
  try {
    await state.putBlob(bankBlob(bank.definition.digest), new Uint8Array(bank.matrix.slice().buffer));
    await state.put<BankDefinition>('bank', stream.bankName, bank.definition);
    await state.putBlob(baselineBlob(stream.baselineId), baseline.vectors);
    await state.put<BaselineDefinition>('baseline', stream.baselineId, baseline.definition);
    const yardstick = yardstickOf(stream, await new BaselineLibrary(state).of(stream));
    if (!yardstick.bank) throw new RefusedInput('too-few-images', yardstick.verdict.advice ?? 'The baseline is too small.');
    return yardstick;
  } finally {
    await state.close();
  }
}

class BackfillEngine implements DriftEngine {
  lastPosition: number;
  readonly lastEvents: readonly StoredDriftEvent[];

  constructor(
    private readonly place: { stream: string; shard: number },
    private readonly shard: StreamShard,
    private readonly checkpoint: CheckpointFile | undefined,
    saved: { lastOrigin: number; events: readonly StoredDriftEvent[] },
  ) {
    this.lastPosition = saved.lastOrigin;
    this.lastEvents = saved.events;
  }

  get note(): string {
    return this.shard.yardstick.note;
  }

  async track(images: readonly EngineImage[], scores: Float32Array): Promise<StoredDriftEvent[]> {
    const transitions = this.shard.track(images.map((image) => ({ ...image, receivedAt: 0 })), scores);
    const events = transitions.map((transition) => toStoredEvent(this.place.stream, this.place.shard, this.shard.yardstick, transition));
    const lastOrigin = images[images.length - 1].position;
    await this.checkpoint?.put(encodeShard({ lastOrigin, streams: [this.shard.toState(this.place.stream)], events }));
    this.lastPosition = lastOrigin;
    return events;
  }

  standing(): ConceptStanding[] {
    const { monitor, yardstick } = this.shard;
    return yardstick.baseline.bank.concepts.map(({ slug: concept, text }, k) => {
      const { rolling, alarm } = monitor?.snapshot(k) ?? {};
      if (!rolling || rolling.count === 0) return { concept, text, direction: null, ks: null, share: null, active: false };
      const rose = (alarm?.direction ?? rolling.sign) === 1;
      return { concept, text, direction: rose ? 'rose' : 'fell', ks: rolling.distance, share: rose ? rolling.rose : rolling.fell, active: alarm !== undefined };
    });
  }
}
