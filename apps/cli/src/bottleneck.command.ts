import { readFile, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { modelsOption, withCommonOptions, type CommonOptions } from './options';
import { progressLine } from './progress-line';
import type { Session } from './session';

interface BottleneckOptions extends CommonOptions {
  out: string;
  bank?: string;
  classes?: string;
  models?: string;
}

const EXAMPLES = `
Examples:
  conceptwatch bottleneck train ./labelled --out cats-and-dogs.json      a folder per class
  conceptwatch bottleneck train ./drawn --classes beach,forest,city --out places.json
  conceptwatch bottleneck explain places.json ./photo.jpg

A bottleneck decides by concepts alone, so that every decision can be explained: which concepts gave which share of the
logit, and which ones set the winner apart from the runner-up.`;

/** `conceptwatch bottleneck train|explain`: classifiers that decide by concepts. */
export function registerBottleneck(program: Command, session: Session): void {
  const bottleneck = program.command('bottleneck').description('train and explain classifiers that decide by concepts').addHelpText('after', EXAMPLES);
  const verb = (name: string, description: string): Command => withCommonOptions(bottleneck.command(name).description(description)).option('--bank <file>', 'concept bank, YAML or JSON (default: the bundled bank)').addOption(modelsOption()).addHelpText('after', EXAMPLES);
  verb('train', 'train on a folder of labelled images')
    .argument('<folder>', 'a folder per class, or drawn scenes with truth.jsonl')
    .requiredOption('--out <file>', 'where to write the classifier')
    .option('--classes <list>', 'classes, separated by commas (default: the folders, or the backgrounds of truth.jsonl)')
    .action((folder: string, options: BottleneckOptions) => train(folder, options, session));
  verb('explain', 'classify an image and say why').argument('<model>', 'classifier').argument('<image...>', 'JPEG, PNG or WebP').action((model: string, images: string[], options: BottleneckOptions) => explain({ model, images }, options, session));
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

async function openTools(options: BottleneckOptions) {
  const { verbToolbox } = await import('@conceptwatch/composition');
  const toolbox = verbToolbox({ models: options.models });
  return { toolbox, tools: { decoder: await toolbox.decoder(), embedder: await toolbox.embedder(), bank: await toolbox.bank(options.bank) } };
}

async function train(folder: string, options: BottleneckOptions, session: Session): Promise<void> {
  const jobs = await import('@conceptwatch/jobs');
  await jobs.requireWritable(options.out);
  await jobs.requireFiles(folder, session.signal);
  const { toolbox, tools } = await openTools(options);
  try {
    const show = progressLine(session.terminal, options.progress ?? false);
    const { model, report } = await jobs.trainBottleneck(tools, { folder, classes: options.classes?.split(',').map((name) => name.trim()), signal: session.signal, onProgress: (done, total) => show('Embedding', done, total) });
    await writeFile(options.out, `${JSON.stringify(model)}\n`);
    if (options.json) return session.terminal.printJson({ file: options.out, classes: model.classes, ...report });
    const { images, accuracy, probeAccuracy } = report;
    session.terminal.print(`${options.out}: ${model.classes.length} classes by ${model.concepts.length} concepts. On ${images.heldOut} held-out images ${percent(accuracy)} right; a linear probe on the embedding itself: ${percent(probeAccuracy)}. (${images.training} images to train on, ${images.unlabelled} without a label, ${images.refused} refused.)`);
    if (report.concepts.length === 0) return;
    const mean = report.concepts.reduce((sum, { auroc }) => sum + auroc / report.concepts.length, 0);
    const good = report.concepts.filter(({ auroc }) => auroc >= 0.75).length / report.concepts.length;
    session.terminal.print(`Concepts against the truth: mean AUROC ${mean.toFixed(3)} over ${report.concepts.length} concepts, ${percent(good)} of them at least 0.75.`);
  } finally {
    await toolbox.close();
  }
}

async function explain({ model, images }: { model: string; images: string[] }, options: BottleneckOptions, session: Session): Promise<void> {
  const jobs = await import('@conceptwatch/jobs');
  const bottleneck = jobs.readBottleneck(await readFile(model, 'utf8'), model);
  const { toolbox, tools } = await openTools(options);
  try {
    const explanations = [];
    for (const image of images) explanations.push(await jobs.explainImage(tools, bottleneck, image));
    if (options.json) return session.terminal.printJson({ explanations });
    const listed = (shares: { concept: string; share: number }[]): string => shares.map(({ concept, share }) => `${concept} ${percent(share)}`).join(', ');
    session.terminal.print(explanations.map(({ file, predicted, runnerUp, reasons, contrasts }) => `${file}: ${predicted}, by ${listed(reasons)}\n  rather than ${runnerUp}, by ${listed(contrasts)}`).join('\n'));
  } finally {
    await toolbox.close();
  }
}
