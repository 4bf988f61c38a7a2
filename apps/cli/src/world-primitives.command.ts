import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { PrimitiveSet } from '@conceptwatch/jobs';
import { Argument, type Command } from 'commander';
import { wholeNumberBetween, withCommonOptions, type CommonOptions } from './options';
import type { Session } from './session';

interface PrimitivesOptions extends CommonOptions {
  out: string;
  each: number;
  seed: number;
  size: number;
}

const EXAMPLES = `
Examples:
  conceptwatch world primitives colors --out ./colors
  conceptwatch zero-shot ./colors --preset colors --labels black,blue,brown,gray,green,orange,pink,purple,red,white,yellow
  conceptwatch world primitives shapes --out ./shapes --each 50
  conceptwatch zero-shot ./shapes --preset shapes --labels circle,octagon,square,star,triangle

As in the paper: a color is one monochrome patch, a shape is filled on a plain ground at a random place, size and angle.`;

/** `conceptwatch world primitives SET`: the paper's data sets of primitive concepts, a folder per class. */
export function registerWorldPrimitives(world: Command, session: Session): void {
  const command = world
    .command('primitives')
    .description("draw the paper's colors or shapes, a folder per class")
    .addArgument(new Argument('<set>', 'data set').choices(['colors', 'shapes']))
    .requiredOption('--out <dir>', 'folder to write to')
    .option('--each <n>', 'shapes of every class', wholeNumberBetween(1, 100_000), 40)
    .option('--seed <n>', 'the same seed gives the same pictures', wholeNumberBetween(0, 4_294_967_295), 1)
    .option('--size <pixels>', 'edge length', wholeNumberBetween(16, 2048), 224)
    .addHelpText('after', EXAMPLES);
  withCommonOptions(command).action((set: PrimitiveSet, options: PrimitivesOptions) => draw(set, options, session));
}

async function draw(set: PrimitiveSet, { out, each, seed, size, json }: PrimitivesOptions, session: Session): Promise<void> {
  const { PictureBook } = await import('@conceptwatch/composition');
  const counts: Record<string, number> = {};
  for await (const { bytes, label } of new PictureBook({ edge: size, format: 'png' }).primitives(set, { seed, each })) {
    session.signal.throwIfAborted();
    const index = (counts[label] = (counts[label] ?? 0) + 1) - 1;
    await mkdir(path.join(out, label), { recursive: true });
    await writeFile(path.join(out, label, `${String(index).padStart(6, '0')}.png`), bytes);
  }
  const pictures = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (json) session.terminal.printJson({ out, set, pictures, classes: Object.keys(counts) });
  else session.terminal.print(`${out}: ${pictures} pictures of ${Object.keys(counts).join(', ')}.`);
}
