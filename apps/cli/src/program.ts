import { Command } from 'commander';
import { registerAlign } from './align.command';
import { registerBackfill } from './backfill.command';
import { registerBank } from './bank.command';
import { registerBaselineCreate } from './baseline-create.command';
import { registerBottleneck } from './bottleneck.command';
import { registerCalibrate } from './calibrate.command';
import { registerCompare } from './compare.command';
import { registerConfig } from './config.command';
import { registerDecode } from './decode.command';
import { registerEvaluate } from './evaluate.command';
import { registerModels } from './models.command';
import { registerRedrive } from './redrive.command';
import { registerRefine } from './refine.command';
import { registerReplay } from './replay.command';
import { registerSearch } from './search.command';
import type { Session } from './session';
import { registerSummarize } from './summarize.command';
import { registerSupportBundle } from './support-bundle.command';
import { registerToken } from './token.command';
import { productVersion } from './version';
import { registerWatch } from './watch.command';
import { registerWorldRender } from './world-render.command';
import { registerZeroShot } from './zero-shot.command';

/** The verbs as `--help` groups them; the order within a group is the order in which people come to need them. */
const VERBS: Record<string, ((program: Command, session: Session) => void)[]> = {
  'What changed:': [registerCompare, registerWatch, registerBackfill, registerReplay, registerSummarize],
  'What it is compared with, and by what:': [registerBaselineCreate, registerBank, registerRefine, registerAlign, registerModels],
  'What an image, a folder or a model shows:': [registerZeroShot, registerSearch, registerDecode, registerBottleneck],
  'How good it is:': [registerCalibrate, registerEvaluate, registerWorldRender],
  'Running it:': [registerToken, registerRedrive, registerConfig, registerSupportBundle],
};

/** The whole command line. Verbs load what they need when they run, so that --help stays quick. */
export function createProgram(session: Session): Command {
  const program = new Command('conceptwatch')
    .description('Streaming distribution-shift monitor for images that says in words what changed.')
    .version(productVersion(), '-V, --version', 'print the version')
    .showHelpAfterError('(--help shows the options and examples)')
    .exitOverride();
  for (const [heading, verbs] of Object.entries(VERBS)) {
    program.commandsGroup(heading);
    for (const register of verbs) register(program, session);
  }
  program.addHelpText('after', '\nExit codes: 0 fine, 3 drift found, 2 wrong usage or refused input, 1 fault.');
  return program;
}
