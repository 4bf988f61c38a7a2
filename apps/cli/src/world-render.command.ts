import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { numberBetween, wholeNumberBetween, withCommonOptions, type CommonOptions } from './options';
import { progressLine } from './progress-line';
import type { Session } from './session';
import { registerWorldPrimitives } from './world-primitives.command';

interface RenderOptions extends CommonOptions {
  out: string;
  count: number;
  seed: number;
  size: number;
  format: 'jpeg' | 'png' | 'webp';
  shift: Record<string, number>;
  artist?: string;
  clean?: number;
  /** Hidden: this process draws one of several slices and leaves the rest to its parent. */
  slice?: { part: number; parts: number };
}

const EXAMPLES = `
Examples:
  conceptwatch world render --out ./train --count 500 --seed 1
  conceptwatch world render --out ./snowy --count 500 --seed 2 --shift snow=0.3
  conceptwatch world render --out ./styled --count 200 --seed 3 --artist fxemoji --format png
  conceptwatch world render --out ./mixed --count 500 --seed 4 --shift night=0.2 --shift dog=0.5

Shift keys are backgrounds (beach, forest ...), times (sunset, night), weathers (fog, rain, snow), defects (blur, noise,
sepia, black-and-white, low-contrast, pixelated), nouns (dog, car ...) and artists. Beside the pictures lies truth.jsonl.`;

const FEWEST_PER_PROCESS = 150;

/** `conceptwatch world`: pictures whose content is known, from the picture-book world. */
export function registerWorldRender(program: Command, session: Session): void {
  const world = program.command('world').description('the picture-book world: drawn test images whose content is known');
  const render = world
    .command('render')
    .description('draw pictures, and their truth as truth.jsonl')
    .requiredOption('--out <dir>', 'folder to write to; an earlier render in it is replaced')
    .requiredOption('--count <n>', 'how many pictures', wholeNumberBetween(1, 10_000_000))
    .option('--seed <n>', 'world seed; the same seed gives the same pictures', wholeNumberBetween(0, 4_294_967_295), 1)
    .option('--shift <key=probability>', 'show this with this probability; repeatable', addShift, {})
    .option('--artist <name>', 'draw everything by this artist')
    .option('--clean <probability>', 'probability of an easy picture: one thing, fair light, no defect', numberBetween(0, 1))
    .option('--size <pixels>', 'edge length', wholeNumberBetween(16, 2048), 224)
    .addOption(new Option('--format <format>', 'file format').choices(['jpeg', 'png', 'webp']).default('jpeg'))
    .addOption(new Option('--slice <part:parts>').argParser(parseSlice).hideHelp())
    .addHelpText('after', EXAMPLES);
  withCommonOptions(render).action((options: RenderOptions) => renderWorld(options, session));
  registerWorldPrimitives(world, session);
}

async function renderWorld(options: RenderOptions, session: Session): Promise<void> {
  const [{ PictureBook }, jobs] = await Promise.all([import('@conceptwatch/composition'), import('@conceptwatch/jobs')]);
  const book = new PictureBook({ edge: options.size, format: options.format });
  jobs.requireKnownKey('shift key', Object.keys(options.shift), book.shiftKeys);
  jobs.requireKnownKey('artist', options.artist ? [options.artist] : [], book.artists);
  const { out, count, seed, shift, artist, clean } = options;
  const request = { seed, shift, artist, clean };
  const parts = options.slice?.parts ?? processesFor(count);
  const shares = book.shares(request, count, parts);
  const draw = (part: number, onProgress?: (done: number, total: number) => void): Promise<void> =>
    jobs.renderSlice(book.maker(request), { out, indices: shares[part], part, extension: options.format === 'jpeg' ? 'jpg' : options.format, onProgress, signal: session.signal });
  if (options.slice) return draw(options.slice.part);
  const started = performance.now();
  await jobs.prepareRender(out);
  const show = progressLine(session.terminal, options.progress ?? false);
  const others = Array.from({ length: parts - 1 }, (_, i) => drawElsewhere(i + 1, parts, session.signal));
  await Promise.all([draw(0, (done, total) => show('Drawing', Math.round((done * count) / total), count)), ...others]);
  await jobs.joinTruth(out, parts);
  const seconds = (performance.now() - started) / 1000;
  if (options.json) session.terminal.printJson({ out, count, seed, shift, seconds });
  else session.terminal.print(`${out}: ${count.toLocaleString('en-US')} pictures in ${seconds.toFixed(1)} s, with truth.jsonl.`);
}

/** As many processes as there are processors, none with too little to be worth its start. */
const processesFor = (count: number): number => Math.max(1, Math.min(availableParallelism(), Math.floor(count / FEWEST_PER_PROCESS)));

/** Has another process of this program draw a slice. */
function drawElsewhere(part: number, parts: number, signal: AbortSignal): Promise<void> {
  const child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1), '--slice', `${part}:${parts}`], { stdio: ['ignore', 'ignore', 'pipe'], signal });
  let said = '';
  child.stderr.on('data', (text: Buffer) => (said += text.toString()));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`A drawing process ended with code ${code}: ${said.trim()}`))));
  });
}

function addShift(text: string, earlier: Record<string, number>): Record<string, number> {
  const [, key, value] = /^([a-z0-9-]+)=([0-9.]+)$/.exec(text) ?? [];
  const probability = Number(value);
  if (key === undefined || !(probability >= 0 && probability <= 1)) throw new InvalidArgumentError('It must be a key and a probability from 0 to 1, for example snow=0.3.');
  return { ...earlier, [key]: probability };
}

function parseSlice(text: string): { part: number; parts: number } {
  const [part, parts] = text.split(':').map(Number);
  return { part, parts };
}
