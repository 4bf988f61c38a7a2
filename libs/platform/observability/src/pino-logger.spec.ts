import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type LoggerOptions, PinoLogger } from './pino-logger';

function capture(options: LoggerOptions) {
  const written: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written.push(chunk.toString());
      done();
    },
  });
  return { logger: new PinoLogger({ stream, ...options }), written };
}

describe('PinoLogger', () => {
  it('writes one JSON line per message', () => {
    const { logger, written } = capture({ format: 'json' });
    logger.info('image refused', { stream: 'a', reason: 'truncated\r\nlevel: forged' });
    expect(written).toHaveLength(1);
    expect(written[0].match(/\n/g)).toHaveLength(1);
    expect(JSON.parse(written[0])).toMatchObject({ level: 30, msg: 'image refused', stream: 'a', service: 'conceptwatch' });
  });

  it('writes lines for people that a field cannot break', () => {
    const { logger, written } = capture({ format: 'pretty' });
    logger.warn('refused "a\nb"', { file: 'x\r\n12:00:00 ERROR forged\u001b[2J\u2028.jpg' });
    expect(written[0]).toMatch(/^\d\d:\d\d:\d\d warn {2}refused "a\\u000ab" {2}file=x\\u000d\\u000a12:00:00 ERROR forged\\u001b\[2J\\u2028.jpg\n$/);
  });

  it('changes its level while it runs', () => {
    const { logger, written } = capture({ format: 'json', level: 'warn' });
    logger.info('not this');
    logger.level = 'debug';
    logger.debug('but this');
    expect(written.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(['but this']);
    expect(logger.level).toBe('debug');
  });

  it('never writes tokens, passwords or bytes', () => {
    const { logger, written } = capture({ format: 'json' });
    const token = `cw_${'A'.repeat(43)}`;
    logger.error(`could not use ${token}`, {
      token: 'hunter2',
      headers: { authorization: 'Bearer hunter2', cookie: 'a=hunter2' },
      url: 'postgres://conceptwatch:hunter2@db:5432/x',
      note: 'sent Bearer hunter2, refused',
      image: Buffer.from('hunter2'),
      tokens: 12,
    });
    expect(written[0]).not.toMatch(/hunter2|AAAA/);
    expect(JSON.parse(written[0])).toMatchObject({ image: '<7 bytes>', tokens: 12, url: 'postgres://conceptwatch:[redacted]@db:5432/x' });
  });

  it('writes errors with their cause and survives cycles', () => {
    const { logger, written } = capture({ format: 'json' });
    const cyclic: Record<string, unknown> = {};
    cyclic.self = cyclic;
    logger.error('failed', { error: new Error('outer', { cause: Object.assign(new Error('inner'), { code: 'ENOSPC' }) }), cyclic, big: 12n, nan: Number.NaN });
    expect(JSON.parse(written[0])).toMatchObject({ error: { message: 'outer', cause: { message: 'inner', code: 'ENOSPC' } }, big: '12', nan: 'NaN' });
  });

  it('shows the stack of an error below its line', () => {
    const { logger, written } = capture({ format: 'pretty' });
    logger.error('failed', { error: new Error('boom') });
    expect(written[0]).toMatch(/ERROR failed\n {4}Error: boom\n {8}at /);
  });
});
