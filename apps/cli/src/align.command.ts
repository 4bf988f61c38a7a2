import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Command, Option } from 'commander';
import type { Objective, ObjectiveTools } from '@conceptwatch/jobs';
import { numberBetween, withCommonOptions, type CommonOptions } from './options';
import { progressLine } from './progress-line';
import type { Session } from './session';

interface StoreOptions extends CommonOptions {
  data: string;
}

interface FolderOptions extends StoreOptions {
  images: string;
  source?: string;
  target?: string;
  group?: string;
}

interface FitOptions extends FolderOptions {
  name: string;
  objective: Objective;
  heldOut: number;
  ridge?: number;
  mirror?: boolean;
  classes?: string[];
}

interface EvaluateOptions extends FolderOptions {
  labels?: string;
}

const EXAMPLES = `
Examples:
  conceptwatch align fit --images ./photos --source ./dinov2-small --target ./clip-vit-base-patch16 --name dino-to-clip
  conceptwatch align fit --images ./photos --objective labels --name by-folders
  conceptwatch align import resnet50_to_clip.pth --name resnet50 --json
  conceptwatch align evaluate resnet50 --images ./photos --source ./resnet50 --labels dog,cat
  conceptwatch align compare --images ./photos
  conceptwatch align export resnet50 --out resnet50.onnx
  conceptwatch align list
  conceptwatch align promote resnet50
  conceptwatch align rollback

Files are recognised by content: safetensors, NumPy .npz, PyTorch .pth of {W, b}. A pickle is read as data and executes
nothing. Exported as .safetensors, .npz, .pth or .onnx (a Gemm that can be merged behind the encoder).
Objectives: least-squares (exact, resumes, constant memory), sgd (the paper's recipe), labels (cross-entropy against the
folders of --images), predictions (against the source's own head), data-free (from that head alone, without an image).`;

/** `conceptwatch align …`: affine maps from one encoder's space into another's. */
export function registerAlign(program: Command, session: Session): void {
  const align = program.command('align').description('fit, import, judge and choose aligners').addHelpText('after', EXAMPLES);
  const verb = (name: string, description: string): Command =>
    withCommonOptions(align.command(name).description(description)).addOption(new Option('--data <dir>', 'data folder that keeps the aligners').default('.conceptwatch').env('CONCEPTWATCH_STORAGE_DIRECTORY')).addHelpText('after', EXAMPLES);
  const encoders = (command: Command): Command =>
    command.requiredOption('--images <dir>', 'folder of images').option('--source <dir>', 'model folder of the source encoder (default: the bundled one)').option('--target <dir>', 'model folder of the target encoder (default: the bundled CLIP)');

  encoders(verb('fit', 'fit an aligner on a folder of images'))
    .requiredOption('--name <name>', 'what to call it')
    .addOption(new Option('--objective <name>', 'what it is fitted for').choices(['least-squares', 'sgd', 'labels', 'predictions', 'data-free']).default('least-squares'))
    .addOption(new Option('--classes <list>', 'of the objective labels: classes, separated by commas (default: the folders, or the backgrounds of truth.jsonl)').argParser((text: string) => listed(text)))
    .option('--group <name>', "of the objectives predictions and data-free: rows of one group of the source's head only")
    .option('--held-out <share>', 'share of the images to judge it by', numberBetween(0.01, 0.5), 0.1)
    .option('--ridge <share>', 'of the mean variance; raised where the equations need it (default: 1e-6, with few images chosen by cross-validation)', numberBetween(0, 1))
    .option('--mirror', 'of least-squares: fit on every image and on its mirror image; more out of few images, where left and right mean the same')
    .action((options: FitOptions) => fit(options, session));
  verb('import', 'read an aligner from a file').argument('<file>', 'safetensors, .npz or .pth').requiredOption('--name <name>', 'what to call it').action((file: string, options: StoreOptions & { name: string }) => importFile(file, options, session));
  verb('export', 'write an aligner to a file').argument('<name>', 'aligner').requiredOption('--out <file>', '.safetensors, .npz, .pth or .onnx').action((name: string, options: StoreOptions & { out: string }) => exportFile(name, options, session));
  encoders(verb('evaluate', 'judge an aligner on a folder of images')).argument('<name>', 'aligner, or a file').option('--labels <list>', 'classes that the folder knows, separated by commas: also says what can be classified through the aligner').action((name: string, options: EvaluateOptions) => evaluate(name, options, session));
  encoders(verb('compare', 'fit by every method and from fewer images, side by side')).option('--held-out <share>', 'share of the images to judge by', numberBetween(0.01, 0.5), 0.1).action((options: FitOptions) => compare(options, session));
  verb('list', 'list the aligners').action((options: StoreOptions) => list(options, session));
  verb('promote', 'use this aligner from the next start of a service on').argument('<name>', 'aligner').action(async (name: string, options: StoreOptions) => tell(await (await library(options)).promote(name), options, session));
  verb('rollback', 'go back to the aligner that was used before').action((options: StoreOptions) => rollBack(options, session));
}

const library = async ({ data }: StoreOptions) => (await import('@conceptwatch/composition')).alignerLibrary(data);

function tell(entry: { name: string; digest: string; source_dim: number; target_dim: number; promoted: boolean }, { json }: CommonOptions, { terminal }: Session): void {
  if (json) return terminal.printJson(entry);
  terminal.print(`${entry.promoted ? '*' : ' '} ${entry.name}: ${entry.source_dim} to ${entry.target_dim} values, ${entry.digest.slice(0, 12)}…`);
}

async function importFile(file: string, options: StoreOptions & { name: string }, session: Session): Promise<void> {
  const { alignerFiles } = await import('@conceptwatch/composition');
  const aligner = alignerFiles().read(await readFile(file));
  const { promoted: _, ...entry } = await (await library(options)).add(options.name, aligner, { origin: path.basename(file) });
  if (options.json) return session.terminal.printJson(entry);
  tell({ ...entry, promoted: false }, options, session);
}

async function exportFile(name: string, options: StoreOptions & { out: string }, session: Session): Promise<void> {
  const [{ alignerFiles }, { requireWritable, RefusedInput }] = await Promise.all([import('@conceptwatch/composition'), import('@conceptwatch/jobs')]);
  const format = (['safetensors', 'npz', 'pth', 'onnx'] as const).find((ending) => options.out.endsWith(`.${ending}`));
  if (!format) throw new RefusedInput('option-invalid', `"${options.out}" does not say which format: let it end in .safetensors, .npz, .pth or .onnx.`);
  await requireWritable(options.out);
  const { entry, aligner } = await (await library(options)).read(name);
  await writeFile(options.out, alignerFiles().write(aligner, format));
  if (options.json) session.terminal.printJson({ file: options.out, format, ...entry });
  else session.terminal.print(`${options.out}: ${entry.source_dim} to ${entry.target_dim} values.`);
}

async function rollBack(options: StoreOptions, session: Session): Promise<void> {
  const entry = await (await library(options)).rollBack();
  if (entry) return tell(entry, options, session);
  if (options.json) session.terminal.printJson({ promoted: null });
  else session.terminal.print('The bundled aligner is used again from the next start on.');
}

async function list(options: StoreOptions, session: Session): Promise<void> {
  const entries = await (await library(options)).list();
  if (options.json) return session.terminal.printJson({ aligners: entries });
  if (entries.length === 0) return session.terminal.print(`There are no aligners in "${options.data}"; the bundled one is used.`);
  for (const entry of entries) tell(entry, options, session);
}

async function opened<T>(options: FolderOptions, run: (tools: ObjectiveTools) => Promise<T>): Promise<T> {
  const tools = await (await import('@conceptwatch/composition')).openAlignTools(options);
  try {
    return await run(tools);
  } finally {
    await tools.close();
  }
}

async function fit(options: FitOptions, session: Session): Promise<void> {
  const jobs = await import('@conceptwatch/jobs');
  await jobs.requireFiles(options.images, session.signal);
  const { entry, report } = await opened(options, async (tools) =>
    jobs.fitOnFolder(tools, await library(options), {
      ...options, card: { created_at: Date.now() }, signal: session.signal, onProgress: progressLine(session.terminal, options.progress ?? false),
      onResume: (taken, total) => session.terminal.note(`Going on behind the ${taken} of ${total} images that an interrupted fit has taken.`),
    }),
  );
  if (options.json) return session.terminal.printJson({ ...entry, objective: options.objective, ...report, statistics: undefined });
  tell(entry, options, session);
  session.terminal.print(`  ${report.source.name} to ${report.target.name}: held-out R² ${report.heldOut.r2.toFixed(4)}, cosine ${report.heldOut.cosine.toFixed(4)} (${report.images.training} images fitted, ${report.images.heldOut} held out, ${report.images.refused} refused)`);
}

async function evaluate(name: string, options: EvaluateOptions, session: Session): Promise<void> {
  const [composition, jobs] = await Promise.all([import('@conceptwatch/composition'), import('@conceptwatch/jobs')]);
  const aligner = /[./\\]/.test(name) ? composition.alignerFiles().read(await readFile(name)) : (await (await library(options)).read(name)).aligner;
  await jobs.requireFiles(options.images, session.signal);
  const result = await opened(options, (tools) => jobs.evaluateOnFolder(tools, aligner, { images: options.images, labels: listed(options.labels), signal: session.signal, onProgress: progressLine(session.terminal, options.progress ?? false) }));
  if (options.json) return session.terminal.printJson({ aligner: name, ...result });
  const [low, median, high] = result.dimensions.map((value) => value.toFixed(3));
  const { accuracy } = result;
  session.terminal.print(`${name} on ${result.images} images: R² ${result.r2.toFixed(4)} (about each dimension's mean ${result.r2Centred.toFixed(4)}), cosine ${result.cosine.toFixed(4)}; R² of dimensions from ${low} to ${high}, median ${median}.`);
  if (accuracy) session.terminal.print(`By text alone ${percent(accuracy.aligned)} of ${accuracy.images} labelled images are right, and ${percent(accuracy.target)} by the target itself: ${percent(accuracy.retained)} are retained.`);
}

async function compare(options: FitOptions, session: Session): Promise<void> {
  const jobs = await import('@conceptwatch/jobs');
  await jobs.requireFiles(options.images, session.signal);
  const rows = await opened(options, (tools) => jobs.compareOnFolder(tools, { ...options, signal: session.signal, onProgress: progressLine(session.terminal, options.progress ?? false) }));
  if (options.json) session.terminal.printJson({ alignments: rows });
  else session.terminal.print(jobs.describeAlignments(rows));
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

const listed = (text: string | undefined): string[] | undefined => text?.split(',').map((part) => part.trim()).filter(Boolean);
