import type { Command } from 'commander';
import { modelsOption, withCommonOptions, type CommonOptions } from './options';
import { progressLine } from './progress-line';
import type { Session } from './session';

type SearchOptions = CommonOptions & { models?: string; encoder?: string; aligner?: string; sheet?: string };

const EXAMPLES = `
Examples:
  conceptwatch search ./photos 'dog > 2.25 & beach > 2 & sunset > 2'
  conceptwatch search ./photos 'cat > 3 & orange > 2 & room < 0' --sheet found.html
  conceptwatch baseline create ./photos --out photos.baseline, then: conceptwatch search photos.baseline 'dog > 2'
  conceptwatch search ./photos '[{"concept":"snow","k":2,"sign":-1}]' --json

"c > k" keeps images whose similarity to c lies above the folder's mean + k standard deviations, "c < k" those below.`;

const LISTED = 30;

/** `conceptwatch search DIR QUERY`: images by concept logic. */
export function registerSearch(program: Command, session: Session): void {
  const command = program
    .command('search')
    .description('find images in which several concepts are present or absent')
    .argument('<folder>', 'folder of images, or a file of "baseline create" whose embeddings are searched')
    .argument('<query>', "for example 'dog > 2 & snow < -2', or JSON")
    .option('--sheet <file>', 'write the images found as an HTML contact sheet')
    .option('--encoder <dir>', 'another vision encoder, with --aligner')
    .option('--aligner <file>', 'aligner of --encoder into the target space')
    .addOption(modelsOption())
    .addHelpText('after', EXAMPLES);
  withCommonOptions(command).action((folder: string, query: string, options: SearchOptions) => search({ folder, query }, options, session));
}

async function search({ folder, query }: { folder: string; query: string }, options: SearchOptions, session: Session): Promise<void> {
  const [{ verbToolbox }, jobs] = await Promise.all([import('@conceptwatch/composition'), import('@conceptwatch/jobs')]);
  jobs.readQuery(query);
  if (options.sheet) await jobs.requireWritable(options.sheet);
  if (!(await jobs.isFile(folder))) await jobs.requireFiles(folder, session.signal);
  const toolbox = verbToolbox({ models: options.models, encoder: options.encoder, aligner: options.aligner });
  try {
    const tools = { decoder: await toolbox.decoder(), embedder: await toolbox.embedder(), textEncoder: await toolbox.textEncoder() };
    const show = progressLine(session.terminal, options.progress ?? false);
    const result = await jobs.searchFolder(tools, folder, query, { signal: session.signal, onProgress: (done, total) => show('Embedding', done, total) });
    if (options.sheet) await jobs.writeContactSheet(options.sheet, tools, result);
    const { corpus, matches, ...rest } = result;
    if (options.json) return session.terminal.printJson({ ...rest, refused: corpus.refused.length, matches: matches.map(({ file, similarities }) => ({ file, similarities })) });
    session.terminal.print(
      [
        `${matches.length} of ${result.images} images: ${result.query}`,
        ...result.constraints.map(({ concept, count, alone }) => `  ${concept}: ${alone} alone, ${count} with those before`),
        ...matches.slice(0, LISTED).map(({ file }) => file),
        ...(matches.length > LISTED ? [`… and ${matches.length - LISTED} more (--json lists all)`] : []),
        ...(options.sheet ? [`Contact sheet: ${options.sheet}`] : []),
      ].join('\n'),
    );
  } finally {
    await toolbox.close();
  }
}
