import type { Command } from 'commander';
import { modelsOption, withCommonOptions, type CommonOptions } from './options';
import { progressLine } from './progress-line';
import type { Session } from './session';

type SummarizeOptions = CommonOptions & { models?: string; encoder?: string; aligner?: string; bank?: string };

const EXAMPLES = `
Examples:
  conceptwatch summarize ./photos
  conceptwatch summarize ./photos --bank words.yaml --json

To set two folders side by side use "conceptwatch compare".`;

/** `conceptwatch summarize DIR`: what a folder of images shows, in words. */
export function registerSummarize(program: Command, session: Session): void {
  const command = program
    .command('summarize')
    .description('say which concepts a folder of images shows, and how they are spread')
    .argument('<folder>', 'folder of images')
    .option('--bank <file>', 'concept bank, YAML or JSON (default: the bundled bank)')
    .option('--encoder <dir>', 'another vision encoder, with --aligner')
    .option('--aligner <file>', 'aligner of --encoder into the target space')
    .addOption(modelsOption())
    .addHelpText('after', EXAMPLES);
  withCommonOptions(command).action((folder: string, options: SummarizeOptions) => summarize(folder, options, session));
}

async function summarize(folder: string, options: SummarizeOptions, session: Session): Promise<void> {
  const [{ verbToolbox }, jobs] = await Promise.all([import('@conceptwatch/composition'), import('@conceptwatch/jobs')]);
  await jobs.requireFiles(folder, session.signal);
  const toolbox = verbToolbox({ models: options.models, encoder: options.encoder, aligner: options.aligner });
  try {
    const tools = { decoder: await toolbox.decoder(), embedder: await toolbox.embedder(), bank: await toolbox.bank(options.bank) };
    const show = progressLine(session.terminal, options.progress ?? false);
    const summary = await jobs.summarizeFolder(tools, folder, { signal: session.signal, onProgress: (done, total) => show('Embedding', done, total) });
    if (options.json) session.terminal.printJson(summary);
    else session.terminal.print(jobs.describeSummary(summary));
  } finally {
    await toolbox.close();
  }
}
