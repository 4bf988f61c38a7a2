import { type Command, Option } from 'commander';
import type { ModelPrecision } from '@conceptwatch/jobs';
import { withCommonOptions, type CommonOptions } from './options';
import { progressLine } from './progress-line';
import type { Session } from './session';

interface PullOptions extends CommonOptions {
  revision: string;
  precision: ModelPrecision;
  hub?: string;
  pins?: string;
}

const EXAMPLES = `
Examples:
  conceptwatch models pull clip-vit-b-16
  conceptwatch models pull organisation/model --hub http://mirror.internal/models --precision int8
  conceptwatch models pull clip-vit-b-16 --pins model.lock.json     refuses files with other digests
  conceptwatch models verify clip-vit-b-16
  conceptwatch compare ./train ./production --models clip-vit-b-16

Only "pull" uses the network; everything else works without one. A pull that was interrupted goes on where it was.
Models lie in CONCEPTWATCH_MODELS_CACHE (default: the user's cache folder); CONCEPTWATCH_MODELS_HUB names a mirror and
CONCEPTWATCH_MODELS_HUB_TOKEN a token for it. A folder copied from another machine serves as well: --models DIR.`;

/** `conceptwatch models pull|list|verify`: real models in the layout of transformers.js. */
export function registerModels(program: Command, session: Session): void {
  const models = program.command('models').description('fetch, list and check models by name').addHelpText('after', EXAMPLES);
  withCommonOptions(models.command('pull').description('fetch a model, with digests').argument('<name>', '"organisation/model", or a short name from "models list"'))
    .option('--revision <revision>', 'branch, tag or commit; a commit cannot change afterwards', 'main')
    .addOption(new Option('--precision <precision>', 'weights: full, half or 8-bit').choices(['fp32', 'fp16', 'int8']).default('fp32'))
    .addOption(new Option('--hub <address>', 'hub or mirror: its address, or a template with {model} and {revision} (default: the public hub of transformers.js)').env('CONCEPTWATCH_MODELS_HUB'))
    .option('--pins <file>', 'model.lock.json of an earlier pull: files with other digests are refused')
    .addHelpText('after', EXAMPLES)
    .action((name: string, options: PullOptions) => pull(name, options, session));
  withCommonOptions(models.command('list').description('print the short names, and what is there')).action((options: CommonOptions) => list(options, session));
  withCommonOptions(models.command('verify').description('check the digests of a pulled model').argument('<name>', 'name or folder')).action((name: string, options: CommonOptions) => verify(name, options, session));
}

async function pull(name: string, { revision, precision, hub: address, pins, ...options }: PullOptions, { terminal, signal }: Session): Promise<void> {
  const [{ modelCache, openModelHub }, { pullModel, readModelLock, RefusedInput }] = await Promise.all([import('@conceptwatch/composition'), import('@conceptwatch/jobs')]);
  const pinned = pins === undefined ? undefined : await readModelLock(pins);
  if (pins !== undefined && !pinned) throw new RefusedInput('model-files', `The file of pins "${pins}" does not exist.`);
  const hub = await openModelHub({ address, token: process.env.CONCEPTWATCH_MODELS_HUB_TOKEN });
  const progress = progressLine(terminal, options.progress ?? false);
  const onProgress = (file: string, done: number, total: number | undefined): void => {
    if (total) progress(`${file} (bytes)`, done, total);
  };
  const { directory, lock, kept } = await pullModel({ model: name, revision, precision, folder: modelCache(), pins: pinned }, { hub, onProgress, signal });
  if (options.json) return terminal.printJson({ directory, kept, ...lock });
  const bytes = lock.files.reduce((sum, file) => sum + file.bytes, 0);
  terminal.print(`${lock.model}: ${lock.files.length} files, ${(bytes / 1e6).toFixed(1)} MB, in ${directory}${kept.length ? ` (${kept.length} were there already)` : ''}.\nUse it with --models ${name}, or --encoder ${name} when it has no text tower.`);
}

async function list(options: CommonOptions, { terminal }: Session): Promise<void> {
  const [{ modelCache, modelFolder }, { KNOWN_MODELS }] = await Promise.all([import('@conceptwatch/composition'), import('@conceptwatch/jobs')]);
  const there = (name: string): boolean => {
    try {
      return modelFolder(name) !== name;
    } catch {
      return false;
    }
  };
  const known = Object.entries(KNOWN_MODELS).map(([name, { model, use }]) => ({ name, model, use, pulled: there(name) }));
  if (options.json) return terminal.printJson({ cache: modelCache(), models: known });
  terminal.print([...known.map(({ name, model, use, pulled }) => `${pulled ? '✓' : ' '} ${name.padEnd(14)} ${model.padEnd(30)} ${use}`), '', `✓ is in ${modelCache()}. Any other "organisation/model" in the layout of transformers.js works by its own name.`].join('\n'));
}

async function verify(name: string, options: CommonOptions, { terminal }: Session): Promise<void> {
  const [{ modelFolder }, { verifyModel }] = await Promise.all([import('@conceptwatch/composition'), import('@conceptwatch/jobs')]);
  const lock = await verifyModel(modelFolder(name));
  if (options.json) return terminal.printJson({ ok: true, ...lock });
  terminal.print(`${lock.model} (${lock.revision}, ${lock.precision}): ${lock.files.length} files, every digest is right.`);
}
