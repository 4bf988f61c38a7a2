/** Structured logging: a message for people and fields for machines. Never a token, never image bytes. */
export interface Logger {
  debug(message: string, fields?: Record<string, unknown>): void;
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

export interface Health {
  /** `live` failing means restart me; `ready` failing means send me no work. */
  check(kind: 'live' | 'ready', name: string, probe: () => { ok: boolean; detail?: string }): void;
}
