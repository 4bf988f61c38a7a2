import type { Toolbox } from '@conceptwatch/composition';
import { type Command, Option } from 'commander';
import { modelsOption, numberBetween, wholeNumberBetween, withCommonOptions, type CommonOptions } from './options';
import { progressLine } from './progress-line';
import type { Session } from './session';

interface DecodeOptions extends CommonOptions {
  head?: string;
  vector?: string;
  image?: string;
  shift?: string;
  from?: string;
  to?: string;
  words: number;
  group?: string;
  aligner?: string;
  encoder?: string;
  method: 'placed' | 'scaled' | 'raw';
  by: 'search' | 'limber';
  length: number;
  top: number;
  prompt: string;
  weight: number;
  url: string;
  token?: string;
  models?: string;
  languageModel?: string;
}

const EXAMPLES = `
Examples:
  conceptwatch decode --head models/conceptwatch-source-supervised --group object
  conceptwatch decode --image ./photo.jpg --length 8
  conceptwatch decode --image ./photo.jpg --by limber --length 12
  conceptwatch decode --vector direction.json          a JSON list of numbers, of the source or of the target space
  conceptwatch decode --from ./train --to ./production  what the second folder shows more of, in words
  conceptwatch decode --shift demo --token TOKEN       what changed in a stream of a running service

A head is decoded after "placed" (centred, spread like images) or "scaled" (the paper's one constant); "raw" leaves it as it is.`;

/** `conceptwatch decode`: vectors of a vision model as words. */
export function registerDecode(program: Command, session: Session): void {
  const command = program
    .command('decode')
    .description('put a classification head, an image, a vector or a shift into words')
    .addOption(new Option('--head <dir>', 'model folder with head.safetensors and labels.json').conflicts(['vector', 'image', 'shift']))
    .addOption(new Option('--vector <file>', 'JSON list of numbers').conflicts(['image', 'shift']))
    .addOption(new Option('--image <file>', 'JPEG, PNG or WebP').conflicts('shift'))
    .option('--shift <stream>', 'stream of a running service')
    .addOption(new Option('--from <dir>', 'folder of images: the way from its mean to that of --to').conflicts(['head', 'vector', 'image', 'shift']))
    .option('--to <dir>', 'folder of images, with --from')
    .option('--words <n>', 'how many words, with --from', wholeNumberBetween(1, 50), 10)
    .option('--group <name>', 'rows of one group of the head only')
    .option('--encoder <dir>', 'vision encoder of --image (default: the bundled source encoder)')
    .option('--aligner <file>', 'aligner into the target space, with its card (default: the bundled one)')
    .addOption(new Option('--method <name>', 'how head rows are prepared').choices(['placed', 'scaled', 'raw']).default('placed'))
    .addOption(new Option('--by <way>', 'search text that comes near, or a caption by LimBeR (images and vectors of the target space)').choices(['search', 'limber']).default('search').conflicts(['head', 'shift']))
    .addOption(new Option('--language-model <dir>', 'folder or name of a causal language model (default: the bundled one)').env('CONCEPTWATCH_MODELS_LANGUAGE_MODEL'))
    .option('--length <n>', 'most words of a text', wholeNumberBetween(1, 20), 1)
    .option('--top <n>', 'texts listed', wholeNumberBetween(1, 100), 5)
    .option('--prompt <text>', 'how every text begins', 'image of a')
    .option('--weight <n>', 'what similarity weighs against the language model', numberBetween(0, 1e6), 25)
    .option('--url <url>', 'address of the service, for --shift', 'http://127.0.0.1:3000')
    .addOption(new Option('--token <token>', 'access token of the service, for --shift').env('CONCEPTWATCH_TOKEN'))
    .addOption(modelsOption())
    .addHelpText('after', EXAMPLES);
  withCommonOptions(command).action(async (options: DecodeOptions, invoked: Command) => {
    if (Boolean(options.from) !== Boolean(options.to)) invoked.error('error: --from and --to belong together');
    if (!options.head && !options.vector && !options.image && !options.shift && !options.from) invoked.error('error: say what to decode: --head, --vector, --image, --shift, or --from and --to');
    await decode(options, session);
  });
}

async function decode(options: DecodeOptions, session: Session): Promise<void> {
  if (options.shift) return decodeShift(options.shift, options, session);
  const [composition, jobs] = await Promise.all([import('@conceptwatch/composition'), import('@conceptwatch/jobs')]);
  const aligner = options.aligner ?? composition.bundledSource().aligner;
  const toolbox = composition.verbToolbox({ models: options.models, languageModel: options.languageModel, ...(options.encoder ? { encoder: options.encoder, aligner } : {}) });
  try {
    if (options.from && options.to) return await decodeFolders(options.from, options.to, options, { toolbox, session });
    const tools = { textEncoder: await toolbox.textEncoder(), languageModel: await toolbox.languageModel() };
    const search = { prompt: options.prompt, length: options.length, top: options.top, similarityWeight: options.weight };
    if (options.head) {
      const show = progressLine(session.terminal, options.progress ?? false);
      const head = await composition.loadHead(options.head, aligner, options.group);
      const rows = await jobs.decodeHead(tools, head, { ...search, method: options.method, signal: session.signal, onProgress: (done, total) => show('Decoding', done, total) });
      const right = rows.filter(({ isRight }) => isRight).length / rows.length;
      if (options.json) return session.terminal.printJson({ head: options.head, method: options.method, right, rows });
      return session.terminal.print([...rows.map(({ label, words, isRight }) => `${isRight ? ' ' : '!'} ${label}: ${words.join(', ')}`), `${(100 * right).toFixed(1)} % of ${rows.length} rows are described by their first word.`].join('\n'));
    }
    if (options.by === 'limber') {
      const vector = options.image ? await composition.imageVector(options.image, { decoder: await toolbox.decoder(), embedder: await toolbox.embedder() }) : await composition.readDirection(options.vector as string, { aligner, dimension: tools.textEncoder.descriptor.dimension });
      const caption = await (await toolbox.captioner()).caption(vector, options.length);
      return options.json ? session.terminal.printJson({ caption }) : session.terminal.print(caption);
    }
    const direction = options.image
      ? await composition.imageDirection(options.image, { decoder: await toolbox.decoder(), embedder: await toolbox.embedder() })
      : await composition.readDirection(options.vector as string, { aligner, dimension: tools.textEncoder.descriptor.dimension });
    const texts = await jobs.conceptToText(tools, direction, search);
    if (options.json) return session.terminal.printJson({ texts });
    session.terminal.print(texts.map(({ text, similarity }) => `${text} (${similarity.toFixed(3)})`).join('\n'));
  } finally {
    await toolbox.close();
  }
}

async function decodeFolders(from: string, to: string, { words, json, progress }: DecodeOptions, { toolbox, session }: { toolbox: Toolbox; session: Session }): Promise<void> {
  const { embedFolder, meanVector } = await import('@conceptwatch/jobs');
  const tools = { decoder: await toolbox.decoder(), embedder: await toolbox.embedder() };
  const show = progressLine(session.terminal, progress ?? false);
  const meanOf = async (folder: string): Promise<Float32Array> => meanVector(await embedFolder(tools, folder, { signal: session.signal, onProgress: ({ done, total }) => show(`Embedding ${folder}`, done, total) }));
  const decoded = await (await toolbox.shiftDecoder()).decode(await meanOf(from), await meanOf(to), words);
  if (json) session.terminal.printJson({ from, to, decoded });
  else session.terminal.print(decoded.join('\n'));
}

async function decodeShift(stream: string, { url, token, json }: DecodeOptions, session: Session): Promise<void> {
  const { RefusedInput } = await import('@conceptwatch/jobs');
  const response = await fetch(new URL(`/api/v1/streams/${encodeURIComponent(stream)}/drift`, url), { headers: token ? { authorization: `Bearer ${token}` } : {}, signal: session.signal }).catch((cause: unknown) => {
    throw new RefusedInput('option-invalid', `No service answers at ${url}. Start one with "npm start" or "conceptwatch watch", or give --url.`, { cause });
  });
  const body = (await response.json().catch(() => ({}))) as { decoded?: string[]; detail?: string };
  if (!response.ok) throw new RefusedInput('option-invalid', `The service at ${url} refuses (${response.status}): ${body.detail ?? 'no reason given'}${response.status === 401 ? ' Give a token with --token; "conceptwatch token" makes one.' : ''}`);
  const decoded = body.decoded ?? [];
  if (json) session.terminal.printJson({ stream, decoded });
  else session.terminal.print(decoded.length ? decoded.join('\n') : `Nothing moved provably in the stream "${stream}", so there is nothing to decode.`);
}
