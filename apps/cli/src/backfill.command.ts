import { type Command, InvalidArgumentError, Option } from 'commander';
import { EXIT } from './exit-codes';
import { numberBetween, withCommonOptions, type CommonOptions, wholeNumberBetween } from './options';
import { progressLine } from './progress-line';
import { loadServiceSettings, withServiceSettings } from './service-settings';
import type { Session } from './session';
import { timeLeft } from './time-left';

interface BackfillCommandOptions extends CommonOptions {
  from: string;
  stream: string;
  out?: string;
  baseline?: string;
  bank?: string;
  aligner?: string;
  data?: string;
  models?: string;
  config?: string;
  embedOnly?: boolean;
  embeddings: boolean;
  window?: number;
  imagesBetweenFalseAlarms?: number;
  mode?: 'proved' | 'calibrated';
  chunk?: number;
  order?: 'name' | 'time';
  imageColumn?: string;
  s3Endpoint?: string;
  since?: number;
  until?: number;
}

const EXAMPLES = `
Examples:
  conceptwatch backfill --from ./archive --stream harbour --baseline ./train
  conceptwatch backfill --from 'shards/*.tar' --stream harbour --baseline train.baseline --out ./harbour-2025
  conceptwatch backfill --from s3://cameras/harbour/2025/ --stream harbour --baseline train.baseline
  conceptwatch backfill --from 'kafka://localhost:9092?partitions=0,1&from=1000' --stream harbour --baseline train.baseline
  conceptwatch backfill --from photos.parquet --image-column photo --stream harbour --baseline train.baseline --json

A new bank or aligner over the same past, from stored embeddings, without the images:
  conceptwatch backfill --from ./harbour-2025 --bank words.yaml --stream harbour --baseline train.baseline --out ./words
  conceptwatch backfill --from history --bank words.yaml --stream harbour --data .conceptwatch --out ./words
  conceptwatch backfill --from ./train --stream train --embed-only --out ./train-embedded
  conceptwatch backfill --from ./harbour-2025 --aligner new.safetensors --stream harbour --baseline ./train-embedded --out ./aligned

What --out holds: scores/*.parquet (image id, time, one column per concept), embeddings/*.parquet, drift-events.jsonl,
refused.jsonl, summary.json. The same command goes on where Ctrl-C or a kill stopped it.
Exit codes: 0 no drift, 3 drift, 2 wrong usage or refused input, 1 fault, 130 interrupted.`;

/** `conceptwatch backfill`: the past of a stream through the same engine as its present. */
export function registerBackfill(program: Command, session: Session): void {
  const command = program
    .command('backfill')
    .description('score the past and say in words when it drifted: archives, buckets, topics, stored embeddings')
    .requiredOption('--from <source>', 'folder, glob, .tar, .tar.gz, WebDataset, .zip, .parquet, s3://bucket/prefix, kafka://broker?range, log:DIR, the folder of an earlier backfill, or "history"')
    .requiredOption('--stream <name>', 'name of the stream', streamName)
    .option('--out <dir>', 'folder for the results (default: backfill-STREAM)')
    .option('--baseline <folder|file>', "images as they should be, a baseline file, or a backfill's folder (default: the stream's own in --data)")
    .option('--bank <file>', "concept bank, YAML or JSON (default: the stream's own, or the bundled bank)")
    .option('--aligner <file>', 'another aligner')
    .option('--embed-only', 'keep embeddings and score nothing')
    .option('--no-embeddings', 'keep no embeddings beside the scores')
    .option('--window <images>', 'images of the rolling window', wholeNumberBetween(20, 1_000_000))
    .option('--images-between-false-alarms <n>', 'promised mean number of images between false alarms', numberBetween(10, 1e12))
    .addOption(new Option('--mode <mode>', 'how the promise is kept').choices(['proved', 'calibrated']))
    .option('--chunk <images>', 'images that are finished together', wholeNumberBetween(32, 65_536))
    .addOption(new Option('--order <order>', 'of a folder: by name or by time of change').choices(['name', 'time']))
    .option('--image-column <name>', 'of a Parquet file: the column of image bytes or paths')
    .option('--s3-endpoint <url>', 'address of an S3-compatible server')
    .option('--since <time>', 'of a topic or of history: ISO time of the first image', isoTime)
    .option('--until <time>', 'of a topic or of history: ISO time behind the last image', isoTime)
    .option('--data <dir>', 'data folder of the service')
    .option('--models <dir>', 'CLIP model in the layout of transformers.js (default: the bundled one)')
    .addHelpText('after', EXAMPLES);
  withServiceSettings(withCommonOptions(command)).action((options: BackfillCommandOptions, invoked: Command) => backfill(options, invoked, session));
}

export function streamName(text: string): string {
  if (!/^[a-z0-9-]{1,64}$/.test(text)) throw new InvalidArgumentError('It must have 1 to 64 characters of a-z, 0-9 and -.');
  return text;
}

export function isoTime(text: string): number {
  const time = Date.parse(text);
  if (!Number.isFinite(time)) throw new InvalidArgumentError('It must be a time like 2026-01-31T12:00:00Z.');
  return time;
}

async function backfill(options: BackfillCommandOptions, command: Command, session: Session): Promise<void> {
  const { data, models, out = `backfill-${options.stream}`, since, until, bank, ...rest } = options;
  const { loaded } = await loadServiceSettings(command, { config: options.config, flags: { 'storage.directory': data, 'models.clip': models } });
  const [{ prepareBackfill }, jobs] = await Promise.all([import('@conceptwatch/composition'), import('@conceptwatch/jobs')]);
  const { terminal, signal } = session;
  const show = progressLine(terminal, options.progress ?? false);
  const prepared = await prepareBackfill(loaded.config, { ...rest, out, bankFile: bank, fromTime: since, toTime: until, signal, onBaselineProgress: ({ done, total }) => show('Embedding the baseline', done, total) });
  try {
    const left = timeLeft();
    const summary = await jobs.runBackfill({ ...prepared.request, signal, onProgress: (progress) => terminal.progress(left(progress), options.progress ?? false) });
    if (options.json) terminal.printJson({ ...summary, directory: out });
    else terminal.print(jobs.describeBackfill(summary, out));
    if (summary.drift) session.exit(EXIT.drift);
  } catch (error) {
    if (signal.aborted) terminal.note(`What is finished lies in "${out}"; the same command goes on from there.`);
    throw error;
  } finally {
    await prepared.close();
  }
}
