import { type Command, Option } from 'commander';
import { EXIT } from './exit-codes';
import { type CommonOptions, modelsOption, wholeNumberBetween, withCommonOptions } from './options';
import { progressLine } from './progress-line';
import type { Session } from './session';

interface CalibrateCommandOptions extends CommonOptions {
  baseline: string;
  stream: string;
  bank?: string;
  models?: string;
  imagesBetweenFalseAlarms: number;
  mode: 'proved' | 'calibrated';
  thinning?: number;
  segments?: boolean;
}

const EXAMPLES = `
Examples:
  conceptwatch calibrate --baseline ./train --stream ./last-week
  conceptwatch calibrate --baseline train.baseline --stream ./last-week --images-between-false-alarms 1000
  conceptwatch calibrate --baseline ./train --stream ./last-week --mode calibrated --thinning 10 --json > calibration.json
  conceptwatch calibrate --baseline ./train --stream ./last-week --segments      train/day, train/night; last-week/day …

The images of --stream are taken in the order of their names; each folder in it is a source (a camera). After an alarm the
monitor starts anew. Beside it stands a dummy detector that looks at nothing and alarms by lot at the promised rate.
Exit codes: 0 the promise is kept, or too few images to say; 3 it is broken; 2 wrong usage or refused input; 1 fault.`;

/** `conceptwatch calibrate --baseline DIR --stream DIR`: the false-alarm promise on the user's own stream without drift. */
export function registerCalibrate(program: Command, session: Session): void {
  const command = program
    .command('calibrate')
    .description('measure the false-alarm promise on a stream of your own that is without drift')
    .requiredOption('--baseline <folder>', 'folder of images that are as they should be, or a baseline file')
    .requiredOption('--stream <folder>', 'folder of images that came one after another, without drift')
    .option('--images-between-false-alarms <n>', 'the promise to be measured', wholeNumberBetween(100, 1_000_000_000), 100_000)
    .addOption(new Option('--mode <mode>', 'proved for every baseline, or calibrated by simulation').choices(['proved', 'calibrated']).default('proved'))
    .option('--thinning <n>', 'evidence counts every so many-th image of each source (default: measured on the baseline)', wholeNumberBetween(1, 1000))
    .option('--segments', 'the folders in both are segments (day, night), each compared with its own')
    .option('--bank <file>', 'concept bank, YAML or JSON (default: the bundled bank)')
    .addOption(modelsOption())
    .addHelpText('after', EXAMPLES);
  withCommonOptions(command).action((options: CalibrateCommandOptions) => calibrate(options, session));
}

async function calibrate(options: CalibrateCommandOptions, session: Session): Promise<void> {
  const jobs = await import('@conceptwatch/jobs');
  if (!(await jobs.isFile(options.baseline))) await jobs.requireFiles(options.baseline, session.signal);
  await jobs.requireFiles(options.stream, session.signal);
  const { verbToolbox } = await import('@conceptwatch/composition');
  const toolbox = verbToolbox({ models: options.models });
  try {
    const show = progressLine(session.terminal, options.progress ?? false);
    const tools = { decoder: await toolbox.decoder(), embedder: await toolbox.embedder(), bank: await toolbox.bank(options.bank) };
    const { baseline, stream, imagesBetweenFalseAlarms, mode, thinning, segments } = options;
    const result = await jobs.calibrateFolders(tools, {
      baseline, stream, imagesBetweenFalseAlarms, mode, thinning, segments,
      signal: session.signal,
      onProgress: (set, { done, total }) => show(`Embedding the ${set}`, done, total),
    });
    if (options.json) session.terminal.printJson(jobs.calibrationDocument(result));
    else session.terminal.print(jobs.describeCalibration(result));
    if (result.calibration.verdict === 'broken') session.exit(EXIT.drift);
  } finally {
    await toolbox.close();
  }
}
