import type { DriftEvent } from '@conceptwatch/contracts';
import type { Logger } from '@conceptwatch/ports';
import { StreamReader } from '@conceptwatch/roles/admin';
import type { ServiceConfig } from './standalone-config';
import { startService, type WatchedStream } from './start-service';

export interface StandaloneOptions {
  config: ServiceConfig;
  logger: Logger;
  version: string;
  stream: WatchedStream;
  onEvent?: (event: DriftEvent, decoded: string[]) => void;
}

export interface Standalone {
  url: string;
  metricsUrl: string;
  /** Only at the first start: it cannot be read again. */
  firstToken: string | undefined;
  reader: StreamReader;
  stop(): Promise<void>;
}

/** All four roles in one process, with one stream. */
export async function startStandalone(options: StandaloneOptions): Promise<Standalone> {
  const service = await startService({ ...options, roles: ['ingest', 'concept-bank', 'drift', 'admin'] });
  if (service.url === undefined) throw new Error('the roles of standalone answer over HTTP');
  return { ...service, url: service.url, reader: service.app.get(StreamReader, { strict: false }) };
}
