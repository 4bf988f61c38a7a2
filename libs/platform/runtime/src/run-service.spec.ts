import { EventEmitter } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import type { Logger } from '@conceptwatch/ports';
import { runService, type ServiceOptions } from './run-service';

class FakeProcess extends EventEmitter {
  readonly ended: Promise<number>;
  exit!: (code: number) => void;

  constructor() {
    super();
    this.ended = new Promise((resolve) => (this.exit = resolve));
  }
}

const silent: Logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };

function run(options: Partial<ServiceOptions>) {
  const host = new FakeProcess();
  const started = new Promise<void>((resolve) => {
    const start = options.start ?? (() => Promise.resolve({ stop: () => Promise.resolve() }));
    void runService({ name: 'test', logger: silent, ...options, process: host, start: (signal) => start(signal).finally(resolve) });
  });
  return { host, started };
}

describe('runService', () => {
  it.each(['SIGINT', 'SIGTERM'])('ends in order on %s', async (signal) => {
    const stop = vi.fn(() => Promise.resolve());
    const { host, started } = run({ start: () => Promise.resolve({ stop }) });
    await started;
    host.emit(signal);
    expect(await host.ended).toBe(0);
    expect(stop).toHaveBeenCalledOnce();
  });

  it('takes the two signals of one Ctrl-C for one', async () => {
    const { host, started } = run({ start: () => Promise.resolve({ stop: () => Promise.resolve() }) });
    await started;
    host.emit('SIGINT');
    host.emit('SIGINT');
    expect(await host.ended).toBe(0);
  });

  it('ends at once on the second signal', async () => {
    const { host, started } = run({ sameSignalMs: 0, start: () => Promise.resolve({ stop: () => new Promise(() => undefined) }) });
    await started;
    host.emit('SIGINT');
    host.emit('SIGINT');
    expect(await host.ended).toBe(1);
  });

  it('does not wait longer than its grace', async () => {
    const { host, started } = run({ graceMs: 1, start: () => Promise.resolve({ stop: () => new Promise(() => undefined) }) });
    await started;
    host.emit('SIGTERM');
    expect(await host.ended).toBe(1);
  });

  it('says that the end was not orderly', async () => {
    const { host, started } = run({ start: () => Promise.resolve({ stop: () => Promise.reject(new Error('disk')) }) });
    await started;
    host.emit('SIGTERM');
    expect(await host.ended).toBe(1);
  });

  it('can be stopped while it starts', async () => {
    const { host } = run({ start: (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped')))) });
    host.emit('SIGINT');
    expect(await host.ended).toBe(0);
  });

  it.each([
    ['config_invalid', 2],
    ['EADDRINUSE', 2],
    [undefined, 1],
  ])('exits when it cannot start (%s)', async (code, expected) => {
    const { host } = run({ start: () => Promise.reject(Object.assign(new Error('no'), { code })) });
    expect(await host.ended).toBe(expected);
  });

  it.each(['uncaughtException', 'unhandledRejection'])('does not go on after %s', async (event) => {
    const { host, started } = run({});
    await started;
    host.emit(event, new Error('boom'));
    expect(await host.ended).toBe(1);
  });
});
