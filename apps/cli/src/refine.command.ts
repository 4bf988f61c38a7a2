import { writeFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { modelsOption, numberBetween, wholeNumberBetween, withCommonOptions, type CommonOptions } from './options';
import { progressLine } from './progress-line';
import type { Session } from './session';

interface RefineOptions extends CommonOptions {
  concept: string;
  count: number;
  exclude?: string[];
  method: 'mean' | 'cav';
  blend: number;
  out?: string;
  models?: string;
}

const EXAMPLES = `
Examples:
  conceptwatch refine ./photos --concept "snow"
  conceptwatch refine ./photos --concept "snow" --exclude a.jpg b.jpg --method cav --out snow.json

Look at the exemplars, take wrong ones out with --exclude, and run it again. The vector is a JSON list of numbers.`;

/** `conceptwatch refine DIR --concept TEXT`: a concept vector sharpened by example images. */
export function registerRefine(program: Command, session: Session): void {
  const command = program
    .command('refine')
    .description('sharpen a concept by the images most and least similar to it')
    .argument('<folder>', 'folder of images')
    .requiredOption('--concept <text>', 'the concept in words')
    .option('--count <n>', 'exemplars of each kind', wholeNumberBetween(1, 10_000), 20)
    .option('--exclude <file...>', 'exemplars that are wrong, by name')
    .addOption(new Option('--method <name>', 'difference of means, or a linear classifier').choices(['mean', 'cav']).default('mean'))
    .option('--blend <share>', 'how much the exemplars count beside the text', numberBetween(0, 1), 0.5)
    .option('--out <file>', 'write the vector as JSON')
    .addOption(modelsOption())
    .addHelpText('after', EXAMPLES);
  withCommonOptions(command).action((folder: string, options: RefineOptions) => refine(folder, options, session));
}

async function refine(folder: string, options: RefineOptions, session: Session): Promise<void> {
  const [{ verbToolbox }, jobs] = await Promise.all([import('@conceptwatch/composition'), import('@conceptwatch/jobs')]);
  if (options.out) await jobs.requireWritable(options.out);
  await jobs.requireFiles(folder, session.signal);
  const toolbox = verbToolbox({ models: options.models });
  try {
    const tools = { decoder: await toolbox.decoder(), embedder: await toolbox.embedder(), textEncoder: await toolbox.textEncoder() };
    const { concept, count, exclude, method, blend } = options;
    const show = progressLine(session.terminal, options.progress ?? false);
    const refined = await jobs.refineConcept(tools, { folder, concept, count, exclude, method, blend, signal: session.signal, onProgress: (done, total) => show('Embedding', done, total) });
    if (options.out) await writeFile(options.out, `${JSON.stringify(refined.vector)}\n`);
    if (options.json) return session.terminal.printJson(refined);
    const { positives, negatives, auroc } = refined;
    session.terminal.print(
      [
        `Most like "${concept}": ${positives.join(', ')}`,
        `Least like it: ${negatives.join(', ')}`,
        auroc ? `AUROC on ${auroc.images} other images: ${auroc.before.toFixed(4)} by the text, ${auroc.after.toFixed(4)} refined.` : 'The folder does not say what is true, so the gain cannot be measured.',
        ...(options.out ? [`Vector: ${options.out}`] : []),
      ].join('\n'),
    );
  } finally {
    await toolbox.close();
  }
}
