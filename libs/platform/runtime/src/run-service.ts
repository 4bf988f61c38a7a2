import type { EventEmitter } from 'node:events';
import type { Logger } from '@conceptwatch/ports';

export interface RunningService {
  stop(): Promise<void>;
}

export interface ServiceOptions {
  name: string;
  logger: Logger;
  /** `signal` is aborted when the service is asked to end before it has started. */
  start: (signal: AbortSignal) => Promise<RunningService>;
  /** How long an orderly end may take, in milliseconds. Default 10 000. */
  graceMs?: number;
  /** Two signals within this time are one, in milliseconds. Default 500. */
  sameSignalMs?: number;
  /** For tests. */
  process?: EventEmitter & { exit(code: number): void };
}

const EXIT = { fine: 0, fault: 1, refused: 2 };
/** Error codes that mean "what you gave cannot be used". */
const REFUSED = new Set(['config_invalid', 'data_folder_in_use', 'model_missing', 'model_refused', 'file_refused', 'refused_input']);

/**
 * Runs a service until SIGINT or SIGTERM: an orderly end exits 0, a second signal or a late end exits 1.
 * What nobody caught is logged and ends the process, because its state can no longer be trusted.
 */
export async function runService(options: ServiceOptions): Promise<void> {
  const host = options.process ?? (process as EventEmitter & { exit(code: number): void });
  const { logger, name } = options;
  const asked = new AbortController();
  const crash = (kind: string) => (error: unknown) => {
    logger.error(`${name}: ${kind}`, { error });
    host.exit(EXIT.fault);
  };
  host.on('uncaughtException', crash('a fault that nobody caught'));
  host.on('unhandledRejection', crash('a promise that nobody awaited failed'));
  let askedAt = 0;
  const onSignal = (signal: string): void => {
    const now = performance.now();
    // Ctrl-C reaches the whole process group, and npm passes it on as well: one key, two signals.
    if (asked.signal.aborted && now - askedAt < (options.sameSignalMs ?? 500)) return;
    if (asked.signal.aborted) {
      logger.warn(`${name}: stopped at once.`);
      return host.exit(EXIT.fault);
    }
    askedAt = now;
    logger.info(`${name}: stopping (${signal}). Press Ctrl-C again to stop at once.`);
    asked.abort();
  };
  host.on('SIGINT', () => onSignal('SIGINT'));
  host.on('SIGTERM', () => onSignal('SIGTERM'));

  let service: RunningService;
  try {
    service = await options.start(asked.signal);
  } catch (error) {
    return host.exit(asked.signal.aborted ? EXIT.fine : reportFailedStart(name, logger, error));
  }
  await untilAborted(asked.signal);
  host.exit(await end(service, options));
}

function reportFailedStart(name: string, logger: Logger, error: unknown): number {
  const code = (error as { code?: string } | undefined)?.code;
  const message = error instanceof Error ? error.message : String(error);
  if (code !== undefined && REFUSED.has(code)) {
    logger.error(`${name} did not start: ${message}`);
    return EXIT.refused;
  }
  if (code === 'EADDRINUSE') {
    logger.error(`${name} did not start: its port is taken by another program (${message}). Choose another one.`);
    return EXIT.refused;
  }
  logger.error(`${name} did not start.`, { error });
  return EXIT.fault;
}

async function end(service: RunningService, { name, logger, graceMs = 10_000 }: ServiceOptions): Promise<number> {
  let late: NodeJS.Timeout | undefined;
  const lateness = new Promise<number>((resolve) => {
    late = setTimeout(() => {
      logger.error(`${name}: not stopped after ${graceMs} ms. What was accepted is safe and goes on at the next start.`);
      resolve(EXIT.fault);
    }, graceMs);
  });
  const orderly = service.stop().then(
    () => EXIT.fine,
    (error: unknown) => {
      logger.error(`${name}: the end was not orderly.`, { error });
      return EXIT.fault;
    },
  );
  const code = await Promise.race([orderly, lateness]);
  clearTimeout(late);
  if (code === EXIT.fine) logger.info(`${name}: stopped.`);
  return code;
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
