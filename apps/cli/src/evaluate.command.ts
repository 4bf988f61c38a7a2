import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { Toolbox } from '@conceptwatch/composition';
import type { EvaluationWorld, Remember, SourceEvaluation } from '@conceptwatch/jobs';
import type { Command } from 'commander';
import { modelsOption, wholeNumberBetween, withCommonOptions, type CommonOptions } from './options';
import { progressLine } from './progress-line';
import type { Session } from './session';

interface EvaluateOptions extends CommonOptions {
  models?: string;
  seed: number;
  scenes: number;
  fit: number;
  trials: number;
  out?: string;
  resume?: string;
}

const EXAMPLES = `
Examples:
  conceptwatch evaluate                              prints the table
  conceptwatch evaluate --out docs/EVALUATION.md     also writes it, with plots and the figures as JSON beside it
  conceptwatch evaluate --scenes 1000 --fit 1000 --trials 5     a quick look
  conceptwatch evaluate --resume ./evaluation --out docs/EVALUATION.md     goes on where an interrupted run stopped

The scenes are drawn with seeds that training never used. A run with the defaults takes some minutes.`;

/** `conceptwatch evaluate`: measures the models on drawn scenes with known content. */
export function registerEvaluate(program: Command, session: Session): void {
  const command = program
    .command('evaluate')
    .description('measure the models on drawn scenes whose content is known')
    .option('--scenes <n>', 'scenes of the main set', wholeNumberBetween(1000, 1_000_000), 4000)
    .option('--fit <n>', "scenes that the systems' aligners are fitted on", wholeNumberBetween(500, 1_000_000), 10_000)
    .option('--trials <n>', 'trials per change', wholeNumberBetween(1, 1000), 20)
    .option('--seed <n>', 'first world seed', wholeNumberBetween(1_000_000, 1_999_999), 1_000_000)
    .option('--out <file>', 'write the table as Markdown, and the figures as JSON beside it')
    .option('--resume <dir>', 'folder for what was embedded, so that an interrupted run goes on')
    .addOption(modelsOption())
    .addHelpText('after', EXAMPLES);
  withCommonOptions(command).action((options: EvaluateOptions) => evaluate(options, session));
}

async function measureSystems(toolbox: Toolbox, world: EvaluationWorld, { seed, scenes, fit, resume, progress }: EvaluateOptions, session: Session): Promise<SourceEvaluation[]> {
  const [{ openSystemTools }, { evaluateSystems, SYSTEMS_SEED_OFFSET }] = await Promise.all([import('@conceptwatch/composition'), import('@conceptwatch/jobs')]);
  const tools = await openSystemTools(toolbox);
  try {
    return await evaluateSystems(tools, world, { seed: seed + SYSTEMS_SEED_OFFSET, training: fit, heldOut: Math.max(500, scenes >> 1), signal: session.signal, remember: remembering(resume), onProgress: progressLine(session.terminal, progress ?? false) });
  } finally {
    await tools.close();
  }
}

async function evaluate(options: EvaluateOptions, session: Session): Promise<void> {
  const [{ verbToolbox }, jobs] = await Promise.all([import('@conceptwatch/composition'), import('@conceptwatch/jobs')]);
  if (options.out) await mkdir(path.dirname(path.resolve(options.out)), { recursive: true });
  const toolbox = verbToolbox({ models: options.models });
  try {
    const { seed, scenes, trials } = options;
    const { tools, world } = await toolbox.evaluationTools();
    const evaluation = await jobs.evaluateModels(tools, world, { seed, scenes, trials, remember: remembering(options.resume), signal: session.signal, onProgress: progressLine(session.terminal, options.progress ?? false) });
    const models = tools.models.map(({ name, embedder }) => ({ name, space: embedder.descriptor.spaceDigest }));
    const systems = toolbox.models().bundled ? await measureSystems(toolbox, world, options, session) : [];
    const document = { date: new Date().toISOString().slice(0, 10), seed, scenes, trials, models, ...evaluation, systems };
    const { markdown, figures } = jobs.describeEvaluation(document);
    if (options.out) await write(options.out, { page: jobs.evaluationPage(markdown), document, figures: figures.map(({ name, svg }) => ({ file: path.join(jobs.FIGURE_FOLDER, `${name}.svg`), svg })) });
    if (options.json) session.terminal.printJson(document);
    else session.terminal.print(markdown);
  } finally {
    await toolbox.close();
  }
}

/** Keeps what was made in files of a folder, under the digest of its key. */
function remembering(folder: string | undefined): Remember | undefined {
  if (folder === undefined) return undefined;
  return async (key, make) => {
    const file = path.join(folder, `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.bin`);
    const kept = await readFile(file).catch(() => undefined);
    if (kept) return deserialize(kept) as Awaited<ReturnType<typeof make>>;
    const made = await make();
    await mkdir(folder, { recursive: true });
    await writeFile(`${file}.partial`, serialize(made));
    await rename(`${file}.partial`, file);
    return made;
  };
}

async function write(out: string, { page, document, figures }: { page: string; document: unknown; figures: { file: string; svg: string }[] }): Promise<void> {
  await writeFile(out, page);
  await writeFile(out.replace(/\.md$|$/, '.json'), `${JSON.stringify(document, (_, value: unknown) => (ArrayBuffer.isView(value) ? Array.from(value as Float64Array, (v) => Number(v.toPrecision(5))) : value), 2)}\n`);
  for (const { file, svg } of figures) {
    const place = path.join(path.dirname(path.resolve(out)), file);
    await mkdir(path.dirname(place), { recursive: true });
    await writeFile(place, svg);
  }
}
