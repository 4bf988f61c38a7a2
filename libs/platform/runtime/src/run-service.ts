import type { Logger } from '@conceptwatch/ports';

/**
 * Runs a service until SIGINT or SIGTERM, then stops it in order. Exit code 0 when it stopped in time, 1 on a second
 * signal, a fault, or when stopping takes longer than `graceMs`.
 */
export async function runService(start: () => Promise<{ stop: () => Promise<void> }>, { logger, graceMs = 10_000 }: { logger: Logger; graceMs?: number }): Promise<void> {
  let stopping = false;
  const fail = (what: string) => (error: unknown) => {
    logger.error(what, { error });
    process.exit(1);
  };
  process.on('unhandledRejection', fail('a promise was rejected and nobody cared'));
  process.on('uncaughtException', fail('an error was thrown and nobody caught it'));
  let service: { stop: () => Promise<void> } | undefined;
  const end = () => {
    if (stopping) process.exit(1);
    stopping = true;
    const late = setTimeout(() => fail('stopping took too long')(new Error(`more than ${graceMs} ms`)), graceMs);
    late.unref();
    (service?.stop() ?? Promise.resolve()).then(() => process.exit(0), fail('stopping failed'));
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  service = await start();
}
