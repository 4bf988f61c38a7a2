import type { EventEmitter } from 'node:events';
import type { Logger } from '@conceptwatch/ports';
import type { LogLevel } from './pino-logger';

type Adjustable = Logger & { level: LogLevel };

/**
 * SIGUSR2 makes the log talkative, and the next one as it was: `kill -USR2 PID` while the service runs.
 * A logger whose level cannot change is left alone, and so is Windows, which has no such signal.
 *
 * @returns ends it
 */
export function followLevelSignal(logger: Logger, host: EventEmitter = process): () => void {
  if (!('level' in logger)) return () => undefined;
  const adjustable = logger as Adjustable;
  const usual = adjustable.level;
  const onSignal = (): void => {
    const level = adjustable.level === 'debug' ? usual : 'debug';
    // Said at a level that both can hear.
    adjustable.error(`Log level: ${level} (SIGUSR2).`);
    adjustable.level = level;
  };
  host.on('SIGUSR2', onSignal);
  return () => void host.off('SIGUSR2', onSignal);
}
