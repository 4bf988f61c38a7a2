import { type Command, Option } from 'commander';
import { modelsOption, numberBetween, wholeNumberBetween, withCommonOptions, type CommonOptions } from './options';
import { progressLine } from './progress-line';
import type { Session } from './session';

interface ZeroShotOptions extends CommonOptions {
  labels: string;
  preset?: string;
  template?: string[];
  top: number;
  scale: number;
  models?: string;
  encoder?: string;
  aligner?: string;
}

const EXAMPLES = `
Examples:
  conceptwatch zero-shot --labels dog,cat,car ./photos
  conceptwatch zero-shot --labels red,green,blue --preset colors ./swatches
  conceptwatch zero-shot --labels "beagle,persian cat" --template "A photo of a {}, a type of pet." ./pets --json

Folders named like labels (dog/1.jpg), or the truth.jsonl of "world render", say what is true: then accuracy and the
confusion matrix are printed, for the aligned encoder and for the target model itself.`;

/** `conceptwatch zero-shot --labels a,b,c DIR`: classification by text alone. */
export function registerZeroShot(program: Command, session: Session): void {
  const command = program
    .command('zero-shot')
    .description('classify images by text alone, by any labels')
    .argument('<folder>', 'folder of images')
    .requiredOption('--labels <list>', 'labels, separated by commas')
    .addOption(new Option('--preset <name>', 'prompt of a data set in the paper: in9, living17, nonliving26, entity13, entity30, stl10, cifar10, fashion-mnist, celeba-hair, svhn, mnist, textures, colors, shapes').conflicts('template'))
    .option('--template <text...>', 'prompts with {} for the label (default: the seven templates of the paper)')
    .option('--top <n>', 'labels listed per image', wholeNumberBetween(1, 100), 3)
    .option('--scale <n>', 'inverse temperature of the probabilities', numberBetween(0.01, 1000), 100)
    .option('--encoder <dir>', 'another vision encoder, with --aligner (default: the bundled source encoder)')
    .option('--aligner <file>', 'aligner of --encoder into the target space')
    .addOption(modelsOption())
    .addHelpText('after', EXAMPLES);
  withCommonOptions(command).action((folder: string, options: ZeroShotOptions) => classify(folder, options, session));
}

async function classify(folder: string, options: ZeroShotOptions, session: Session): Promise<void> {
  const [{ verbToolbox, bundledSource }, jobs] = await Promise.all([import('@conceptwatch/composition'), import('@conceptwatch/jobs')]);
  if (options.preset) jobs.requireKnownKey('preset', [options.preset], Object.keys(jobs.PROMPT_PRESETS));
  await jobs.requireFiles(folder, session.signal);
  const { clip, bundled } = verbToolbox({ models: options.models }).models();
  const target = verbToolbox({ models: options.models, encoder: clip });
  const own = options.encoder ? { encoder: options.encoder, aligner: options.aligner } : bundled ? bundledSource() : undefined;
  const source = own && verbToolbox({ models: options.models, ...own });
  try {
    const embedders = await Promise.all([source, target].flatMap((toolbox) => (toolbox ? [toolbox.embedder()] : [])));
    const show = progressLine(session.terminal, options.progress ?? false);
    const result = await jobs.zeroShot(
      { decoder: await target.decoder(), textEncoder: await target.textEncoder(), embedders: embedders.map((embedder) => ({ name: embedder.descriptor.encoder, embedder })) },
      {
        folder, labels: options.labels.split(',').map((label) => label.trim()).filter(Boolean), top: options.top, scale: options.scale,
        templates: options.preset ? [jobs.PROMPT_PRESETS[options.preset]] : options.template,
        signal: session.signal, onProgress: (model, done, total) => show(`Embedding by ${model}`, done, total),
      },
    );
    if (options.json) session.terminal.printJson(result);
    else session.terminal.print(jobs.describeZeroShot(result));
  } finally {
    await Promise.all([target.close(), source?.close()]);
  }
}
