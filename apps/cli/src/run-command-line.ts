import { CommanderError } from 'commander';
import { EXIT } from './exit-codes';
import { explainFailure } from './failure';
import { createProgram } from './program';
import { createSession } from './session';
import { SHORT_HELP } from './short-help';

/**
 * Runs one command line and gives its exit code. Errors become one or two sentences on stderr; with `--debug` their
 * stack follows, and with `--json` the document on stdout says the same to machines.
 */
export async function runCommandLine(args: string[]): Promise<number> {
  const controller = new AbortController();
  const session = createSession(controller.signal);
  if (args.length === 0) {
    session.terminal.print(SHORT_HELP);
    return EXIT.fine;
  }
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  if (process.stdout.listenerCount('error', leaveOnBrokenPipe) === 0) process.stdout.on('error', leaveOnBrokenPipe);
  try {
    await createProgram(session).parseAsync(args, { from: 'user' });
    return session.exitCode();
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.refused;
    if (controller.signal.aborted) {
      session.terminal.note('Stopped.');
      return EXIT.interrupted;
    }
    const failure = explainFailure(error);
    session.terminal.note(`conceptwatch: ${failure.message}`);
    if (args.includes('--debug') && error instanceof Error) session.terminal.note(error.stack ?? '');
    if (args.includes('--json')) session.terminal.printJson({ error: { code: failure.code, detail: failure.message } });
    return failure.exitCode;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

/** `conceptwatch ... | head` ends when its reader does. The error may come after the last line was written, so the listener stays. */
function leaveOnBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(EXIT.fine);
  throw error;
}
