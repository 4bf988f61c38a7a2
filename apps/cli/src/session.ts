import { Terminal } from './terminal';

/** What a verb needs beside its own options. */
export interface Session {
  /** Aborted by Ctrl-C and by SIGTERM. */
  signal: AbortSignal;
  terminal: Terminal;
  /** Sets the exit code of a verb that ended well; 0 when never called. */
  exit(code: number): void;
  exitCode(): number;
}

export function createSession(signal: AbortSignal, terminal = new Terminal()): Session {
  let code = 0;
  return { signal, terminal, exit: (value) => void (code = value), exitCode: () => code };
}
