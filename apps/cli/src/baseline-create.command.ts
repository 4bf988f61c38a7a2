import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { modelsOption, withCommonOptions, type CommonOptions } from './options';
import { progressLine } from './progress-line';
import type { Session } from './session';

interface BaselineOptions extends CommonOptions {
  out: string;
  id?: string;
  description: string;
  models?: string;
  segments?: boolean;
}

const EXAMPLES = `
Examples:
  conceptwatch baseline create ./train --out train.baseline
  conceptwatch baseline create ./train --out train.baseline --id harbour-2026 --description "Cameras 1-4, May"
  conceptwatch baseline create ./train --out train.baseline --segments      train/day and train/night

The file is safetensors: the tensor "embeddings" (images x dimension, F16) and how it came about. Images are not in it.`;

/** `conceptwatch baseline create DIR --out FILE`: a folder of training images as a reference sample. */
export function registerBaselineCreate(program: Command, session: Session): void {
  const baseline = program.command('baseline').description('make reference samples of how images should be');
  const create = baseline
    .command('create')
    .description('embed a folder of images and write it as a baseline file')
    .argument('<folder>', 'folder of images')
    .requiredOption('--out <file>', 'where to write the baseline')
    .option('--id <id>', 'name of the baseline (default: made from the folder)')
    .option('--segments', 'each folder in the folder is a segment (day, night) with a baseline of its own')
    .option('--description <text>', 'what people should know about it', '')
    .addOption(modelsOption())
    .addHelpText('after', EXAMPLES);
  withCommonOptions(create).action((folder: string, options: BaselineOptions) => createBaseline(folder, options, session));
}

async function createBaseline(folder: string, options: BaselineOptions, session: Session): Promise<void> {
  const jobs = await import('@conceptwatch/jobs');
  await jobs.requireWritable(options.out);
  await jobs.requireFiles(folder, session.signal);
  const { verbToolbox } = await import('@conceptwatch/composition');
  const toolbox = verbToolbox({ models: options.models });
  try {
    const tools = { decoder: await toolbox.decoder(), embedder: await toolbox.embedder() };
    const show = progressLine(session.terminal, options.progress ?? false);
    const baseline = await jobs.createBaseline(tools, {
      folder, id: options.id, segments: options.segments, description: options.description, createdAt: Date.now(),
      signal: session.signal, onProgress: ({ done, total }) => show('Embedding', done, total),
    });
    await writeFile(options.out, baseline.file);
    const { definition, refused } = baseline;
    if (options.json) return session.terminal.printJson({ file: options.out, ...definition, refused_files: refused });
    session.terminal.print(
      [
        `${options.out}: baseline "${definition.id}" of ${definition.images.toLocaleString('en-US')} images${definition.images < 10_000 ? ' (10,000 or more make the monitor sharp)' : ''}.`,
        ...refused.map(({ file, reason, detail }) => `  refused ${jobs.printable(file)}: ${reason}: ${detail}`),
      ].join('\n'),
    );
  } finally {
    await toolbox.close();
  }
}
