import { pino, type Logger as Pino } from 'pino';
import type { Logger } from '@conceptwatch/ports';
import { toLogFields, withoutSecrets } from './log-fields';
import { toReadableLine } from './readable-line';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LoggerOptions {
  level?: LogLevel;
  /** `auto` is readable lines on a terminal and JSON elsewhere; LOG_FORMAT=pretty|json decides in its place. */
  format?: 'auto' | 'json' | 'pretty';
  /** Stays in every line of JSON. */
  service?: string;
  stream?: NodeJS.WritableStream & { isTTY?: boolean };
}

/** Logs to stderr: stdout belongs to results. */
export class PinoLogger implements Logger {
  private readonly pino: Pino;

  constructor({ level = 'info', format = 'auto', service = 'conceptwatch', stream = process.stderr }: LoggerOptions = {}) {
    const isReadable = format === 'pretty' || (format === 'auto' && wantsReadable(stream));
    const isColoured = stream.isTTY === true && process.env.NO_COLOR === undefined;
    const write = (line: string): void => void stream.write(isReadable ? toReadableLine(line, isColoured) : line);
    this.pino = pino({ level, base: { service } }, { write });
  }

  get level(): LogLevel {
    return this.pino.level as LogLevel;
  }

  /** Takes effect for the next line. */
  set level(level: LogLevel) {
    this.pino.level = level;
  }

  debug(message: string, fields?: Record<string, unknown>): void {
    if (this.pino.isLevelEnabled('debug')) this.pino.debug(toLogFields(fields ?? {}), withoutSecrets(message));
  }

  info(message: string, fields?: Record<string, unknown>): void {
    if (this.pino.isLevelEnabled('info')) this.pino.info(toLogFields(fields ?? {}), withoutSecrets(message));
  }

  warn(message: string, fields?: Record<string, unknown>): void {
    if (this.pino.isLevelEnabled('warn')) this.pino.warn(toLogFields(fields ?? {}), withoutSecrets(message));
  }

  error(message: string, fields?: Record<string, unknown>): void {
    if (this.pino.isLevelEnabled('error')) this.pino.error(toLogFields(fields ?? {}), withoutSecrets(message));
  }
}

function wantsReadable(stream: { isTTY?: boolean }): boolean {
  if (process.env.LOG_FORMAT === 'pretty') return true;
  return process.env.LOG_FORMAT !== 'json' && stream.isTTY === true;
}
