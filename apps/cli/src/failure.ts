import { EXIT } from './exit-codes';

export interface Failure {
  exitCode: number;
  code: string;
  message: string;
}

/** Error codes that mean "what you gave cannot be used": everything else is a fault of ours or of the machine. */
const REFUSALS = new Set(['refused_input', 'file_refused', 'config_invalid', 'model_refused', 'model_missing', 'bank_invalid', 'unknown_words', 'model_hub']);

const SYSTEM: Record<string, (path: string) => string> = {
  EACCES: (path) => `${path} may not be opened: check its permissions.`,
  EPERM: (path) => `${path} may not be opened: check its permissions.`,
  ENOENT: (path) => `${path} does not exist: check the path.`,
  EISDIR: (path) => `${path} is a folder, and a file is needed here.`,
  ENOTDIR: (path) => `${path} lies below something that is not a folder.`,
  EROFS: (path) => `${path} is on a read-only file system.`,
  ENOSPC: (path) => `The disk is full while writing ${path}.`,
  EADDRINUSE: () => 'The port is taken by another program: choose another with --port.',
};

interface CodedError extends Error {
  code?: string;
  reason?: string;
  path?: string;
}

/** Turns whatever was thrown into an exit code and a sentence that says what to do. */
export function explainFailure(error: unknown): Failure {
  if (!(error instanceof Error)) return { exitCode: EXIT.fault, code: 'fault', message: `unexpected failure: ${String(error)}` };
  const { code, reason, path, message } = error as CodedError;
  if (code !== undefined && REFUSALS.has(code)) return { exitCode: EXIT.refused, code: reason ?? code, message };
  const system = code === undefined ? undefined : SYSTEM[code];
  if (system) return { exitCode: code === 'ENOSPC' ? EXIT.fault : EXIT.refused, code: code ?? '', message: system(path ? `"${path}"` : 'A file') };
  return { exitCode: EXIT.fault, code: code ?? 'fault', message: `${message} This is a fault; run again with --debug to see where it happened.` };
}
