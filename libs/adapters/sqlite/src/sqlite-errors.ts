/** What the database file refused, in words that say what to do. */
export class SqliteFault extends Error {
  constructor(
    message: string,
    readonly code: 'disk_full' | 'locked' | 'damaged' | 'unreadable' | 'constraint' | 'sqlite_error',
    readonly retriable: boolean,
    cause?: unknown,
  ) {
    super(message, { cause });
    this.name = 'SqliteFault';
  }
}

type Kind = [code: SqliteFault['code'], retriable: boolean, advice: string];

const KINDS: [RegExp, Kind][] = [
  [/^SQLITE_FULL/, ['disk_full', true, 'the disk is full: free some space, writing goes on by itself']],
  [/^SQLITE_IOERR/, ['disk_full', true, 'the disk refused to read or write: check free space and the device']],
  [/^SQLITE_(BUSY|LOCKED)/, ['locked', true, 'another process holds the file']],
  [/^SQLITE_(CORRUPT|NOTADB)/, ['damaged', false, 'the file is damaged: restore it from a backup or move it away']],
  [/^SQLITE_(CANTOPEN|READONLY|PERM|AUTH)/, ['unreadable', false, 'the file cannot be opened for writing: check that the folder exists and is yours']],
  [/^SQLITE_CONSTRAINT/, ['constraint', false, 'the row contradicts one that is there']],
];

/** Names the file and what to do; anything that is not SQLite's is returned as it is. */
export function explainSqliteError(error: unknown, path: string): unknown {
  if (error instanceof SqliteFault || !(error instanceof Error)) return error;
  const code = codeOf(error);
  if (!code) return error;
  const [kind, retriable, advice] = KINDS.find(([pattern]) => pattern.test(code))?.[1] ?? ['sqlite_error', false, 'unexpected'];
  return new SqliteFault(`${path}: ${error.message} (${code}): ${advice}`, kind, retriable, error);
}

function codeOf(error: Error & { code?: unknown }): string | undefined {
  if (typeof error.code === 'string' && error.code.startsWith('SQLITE_')) return error.code;
  // The native module reports a failed open without a code.
  return error.message.includes('Unable to open connection') ? 'SQLITE_CANTOPEN' : undefined;
}
