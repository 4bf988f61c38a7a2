import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { followLevelSignal } from './follow-level-signal';
import { PinoLogger } from './pino-logger';

it('SIGUSR2 makes the log talkative, the next one makes it as it was', () => {
  const [host, stream] = [new EventEmitter(), new PassThrough()];
  const logger = new PinoLogger({ level: 'warn', format: 'json', stream });
  const end = followLevelSignal(logger, host);
  const said = (): string => String(stream.read() ?? '');
  logger.debug('a');
  host.emit('SIGUSR2');
  logger.debug('b');
  host.emit('SIGUSR2');
  logger.debug('c');
  expect([...said().matchAll(/"msg":"([^"]+)"/g)].map(([, message]) => message)).toEqual(['Log level: debug (SIGUSR2).', 'b', 'Log level: warn (SIGUSR2).']);
  end();
  expect(host.listenerCount('SIGUSR2')).toBe(0);
});
