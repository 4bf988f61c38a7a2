import { scaleDigest, spaceDigest } from '@conceptwatch/contracts';
import { RefusedInput, type ReplayRequest } from '@conceptwatch/jobs';
import { SystemClock } from '@conceptwatch/platform/observability';
import type { Clock, Logger, MessageLog, StateStore } from '@conceptwatch/ports';
import { openStorage } from '../open-storage';
import type { ServiceConfig } from '../standalone-config';
import { freshDriftEngine, readYardstick } from './drift-engine';
import { streamIn } from './known-stream';

export interface ReplaySettings {
  stream: string;
  /** Other settings than the stream has. */
  window?: number;
  imagesBetweenFalseAlarms?: number;
  mode?: 'proved' | 'calibrated';
}

export interface ReplayOptions extends ReplaySettings {
  logger: Logger;
}

type PreparedReplay = Omit<ReplayRequest, 'onProgress' | 'signal'>;

const MOST_EVENTS = 1_000_000;

/** Opens a stream's stored scores and its engine. @throws RefusedInput when there is no such stream; DataFolderInUse while a service runs on the folder */
export async function prepareReplay(config: ServiceConfig, options: ReplayOptions): Promise<{ request: PreparedReplay; close(): Promise<void> }> {
  const storage = await openStorage(config, { clock: new SystemClock(), logger: options.logger });
  try {
    const request = await replayRequest(storage, options);
    return { request, close: () => storage.close() };
  } catch (error) {
    await storage.close();
    throw error;
  }
}

/** A replay over a log and a state that are open, as those of a running service are. @throws RefusedInput when there is no such stream */
export async function replayRequest({ log, state }: { log: MessageLog; state: StateStore }, options: ReplaySettings): Promise<PreparedReplay> {
  const known = await streamIn(state, options.stream);
  if (!known) throw new RefusedInput('option-invalid', `There is no stream "${options.stream}" here: name the data folder with --data, or the cluster by KAFKA_BROKERS and DATABASE_URL.`);
  const { window, imagesBetweenFalseAlarms, mode } = options;
  const given = Object.fromEntries(Object.entries({ window, imagesBetweenFalseAlarms, mode }).filter(([, value]) => value !== undefined));
  const stream = { ...known.definition, ...given };
  const yardstick = await readYardstick({ ...known, stream });
  const { encoderDigest, alignerDigest } = known.baseline.definition;
  const isOther = JSON.stringify(stream) !== JSON.stringify(known.definition);
  const recorded = isOther ? {} : { recorded: await state.listEvents({ stream: stream.name, limit: MOST_EVENTS }) };
  return {
    stream: stream.name,
    log,
    scaleDigest: scaleDigest(spaceDigest(encoderDigest, alignerDigest), known.bank.definition.digest),
    concepts: known.bank.definition.concepts.length,
    openEngine: (partition: number) => Promise.resolve(freshDriftEngine(stream.name, yardstick, partition)),
    ...recorded,
  };
}

/** Log and state of a folder or a cluster, for jobs that work on both. */
export async function openLogAndState(config: ServiceConfig, logger: Logger): Promise<{ log: MessageLog; state: StateStore; clock: Clock; close(): Promise<void> }> {
  const clock = new SystemClock();
  const { log, state, close } = await openStorage(config, { clock, logger });
  return { log, state, clock, close };
}
