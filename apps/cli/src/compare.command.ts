import type { Command } from 'commander';
import { EXIT } from './exit-codes';
import { modelsOption, numberBetween, withCommonOptions, type CommonOptions } from './options';
import { progressLine } from './progress-line';
import type { Session } from './session';
import { productVersion } from './version';

interface CompareCommandOptions extends CommonOptions {
  bank?: string;
  models?: string;
  report?: string;
  fdr: number;
  minEffect: number;
}

const EXAMPLES = `
Examples:
  conceptwatch compare ./train ./production
  conceptwatch compare ./train ./production --report drift.html
  conceptwatch compare train.baseline ./production
  conceptwatch compare ./train ./production --bank words.yaml --json > drift.json
  conceptwatch compare ./train ./production --min-effect 0.1 --fdr 0.001

Drift means: some concept has q < --fdr (Benjamini-Hochberg over the bank) and D >= --min-effect.
Exit codes: 0 no drift, 3 drift, 2 wrong usage or refused input, 1 fault.`;

/** `conceptwatch compare BASELINE CURRENT`: two folders, and what differs between them in words. */
export function registerCompare(program: Command, session: Session): void {
  const command = program
    .command('compare')
    .description('compare two folders of images and say in words what differs')
    .argument('<baseline>', 'folder of images that are as they should be, for example the training set; or a baseline file')
    .argument('<current>', 'folder of images to judge')
    .option('--bank <file>', 'concept bank, YAML or JSON (default: the bundled bank)')
    .option('--report <file>', 'write a self-contained HTML page with plots and example images')
    .option('--fdr <q>', 'false discovery rate over the bank', numberBetween(1e-12, 0.5), 0.01)
    .option('--min-effect <d>', 'smallest D that counts as drift', numberBetween(0, 1), 0.05)
    .addOption(modelsOption())
    .addHelpText('after', EXAMPLES);
  withCommonOptions(command).action(async (baseline: string, current: string, options: CompareCommandOptions) => {
    await compare({ baseline, current }, options, session);
  });
}

async function compare(folders: { baseline: string; current: string }, options: CompareCommandOptions, session: Session): Promise<void> {
  const jobs = await import('@conceptwatch/jobs');
  if (options.report) await jobs.requireWritable(options.report);
  if (!(await jobs.isFile(folders.baseline))) await jobs.requireFiles(folders.baseline, session.signal);
  await jobs.requireFiles(folders.current, session.signal);
  const { verbToolbox } = await import('@conceptwatch/composition');
  const toolbox = verbToolbox({ models: options.models });
  try {
    const tools = await toolbox.compareTools(options.bank);
    const show = progressLine(session.terminal, options.progress ?? false);
    const comparison = await jobs.compareFolders(tools, {
      ...folders,
      fdr: options.fdr,
      minEffect: options.minEffect,
      signal: session.signal,
      onProgress: (set, { done, total }) => show(`Embedding the ${set} folder`, done, total),
    });
    if (options.report) await jobs.writeCompareReport(options.report, tools, comparison, { version: productVersion(), createdAt: Date.now() });
    if (options.json) session.terminal.printJson(jobs.compareDocument(comparison));
    else session.terminal.print(jobs.describeComparison(comparison, options.report));
    if (comparison.report.drift) session.exit(EXIT.drift);
  } finally {
    await toolbox.close();
  }
}
