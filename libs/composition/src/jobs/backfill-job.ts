import { readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { type BaselineDefinition, baselineBlob, SLUG } from '@conceptwatch/contracts';
import { describeBackfill, RefusedInput, runBackfill } from '@conceptwatch/jobs';
import type { JobContext, JobDefinition, JobFile, JobOutcome } from '@conceptwatch/ports';
import { z } from 'zod';
import { streamIn } from '../backfill/known-stream';
import { type BackfillOptions, prepareBackfill } from '../backfill/prepare-backfill';
import { defineJob } from './define-job';
import { allowedFolder } from './image-set';
import type { JobParts } from './job-parts';
import { namedBank } from './named-bank';

const time = z.iso.datetime({ offset: true });

const schema = z.strictObject({
  from: z.string().min(1).max(1024).default('history').describe('"history" (what the stream has kept), a folder, glob, .tar, .zip or .parquet below one of admin.folders, or job:ID of an earlier backfill.'),
  stream: z.string().regex(SLUG).describe('Name of the stream.').meta({ format: 'stream' }),
  baseline: z.string().min(1).max(1024).optional().describe("baseline:ID, a folder or baseline file below one of admin.folders, or job:ID of a backfill that only embedded; the stream's own when empty."),
  bank: z.string().min(1).max(64).optional().describe("A concept bank that is kept; the stream's own when empty."),
  aligner: z.string().regex(SLUG).optional().describe('Another aligner, by its name.'),
  embedOnly: z.boolean().default(false).describe('Keep embeddings and score nothing.'),
  embeddings: z.boolean().default(true).describe('Keep embeddings beside the scores.'),
  window: z.int().min(20).max(1_000_000).optional().describe('Images of the rolling window.'),
  imagesBetweenFalseAlarms: z.number().min(10).max(1e12).optional().describe('Promised mean number of images between false alarms.'),
  mode: z.enum(['proved', 'calibrated']).optional().describe('How the promise is kept.'),
  chunk: z.int().min(32).max(65_536).optional().describe('Images that are finished together.'),
  order: z.enum(['name', 'time']).optional().describe('Of a folder: by name or by time of change.'),
  imageColumn: z.string().min(1).max(200).optional().describe('Of a Parquet file: the column of image bytes or paths.'),
  since: time.optional().describe('Of history: ISO time of the first image.'),
  until: time.optional().describe('Of history: ISO time behind the last image.'),
});
type Options = z.output<typeof schema>;

/** Most bytes of tables that are kept for download; larger ones stay in the folder of the job. */
const MOST_BYTES = 64 << 20;

/** The past of a stream through the same engine as its present. An interrupted one goes on where it stopped. */
export const backfillJob = (parts: JobParts): JobDefinition =>
  defineJob({
    name: 'backfill',
    title: 'Score the past',
    description: 'Sends stored embeddings, a folder or an archive through the same engine as the present, and says in words when it drifted. Interrupted, it goes on where it stopped.',
    options: schema,
    run: (options, context) => backfill(parts, options, context),
    forget: (id) => rm(folderOf(parts, id), { recursive: true, force: true }),
  });

const folderOf = ({ config }: JobParts, id: string): string => path.join(config.storage.directory, 'backfills', id);

async function backfill(parts: JobParts, options: Options, { id, signal, progress }: JobContext): Promise<JobOutcome> {
  const { since, until, from, stream, baseline: _, bank: __, aligner, ...rest } = options;
  const out = folderOf(parts, id);
  const prepared = await prepareBackfill(parts.config, {
    ...rest, stream, out, signal,
    from: from === 'history' ? from : await placeOf(parts, from),
    ...(aligner === undefined ? {} : { aligner: path.join(parts.config.storage.directory, 'aligners', `${aligner}.safetensors`) }),
    ...(since === undefined ? {} : { fromTime: Date.parse(since) }),
    ...(until === undefined ? {} : { toTime: Date.parse(until) }),
    ...(await measuredBy(parts, options)),
    onBaselineProgress: ({ done, total }) => progress('Embedding the baseline', done, total),
  });
  try {
    const summary = await runBackfill({ ...prepared.request, signal, onProgress: ({ done, total }) => progress('Scoring', done, total ?? 0) });
    const files = await filesOf(out);
    const table = [['concept', 'direction', 'since', 'since_position', 'recovered_at', 'share', 'ks'], ...summary.episodes.map((each) => [each.concept, each.direction, each.since, each.since_position, each.recovered_at, each.share, each.ks])];
    const [sentence] = describeBackfill(summary, out).split('\n');
    const counted = `${summary.images.scored.toLocaleString('en-US')} images.`;
    return { summary: summary.concepts.length ? `${sentence} ${counted}` : sentence, result: { ...summary, directory: out }, table, files };
  } finally {
    await prepared.close();
  }
}

/** @throws RefusedInput for places that only the command line may read */
async function placeOf(parts: JobParts, given: string): Promise<string> {
  const { folders } = parts.config.admin;
  const job = /^job:([\w-]+)$/.exec(given)?.[1];
  if (job !== undefined) {
    const folder = folderOf(parts, job);
    if (await stat(folder).catch(() => undefined)) return folder;
    throw new RefusedInput('no-such-folder', `There is no backfill of the job "${job}".`);
  }
  if (/^(s3|kafka|log):/.test(given)) throw new RefusedInput('option-invalid', `"${given}" needs the credentials of whoever asks: use the command line, conceptwatch backfill --from ${given}.`);
  const name = path.basename(given);
  return /[*?[{]/.test(name) ? path.join(await allowedFolder(folders, path.dirname(given)), name) : allowedFolder(folders, given);
}

/** The stream, bank and baseline that the service has, or the ones that were named. @throws RefusedInput */
async function measuredBy(parts: JobParts, { stream, baseline, bank }: Options): Promise<Pick<BackfillOptions, 'baseline' | 'opened'>> {
  const { state, history } = parts;
  const known = await streamIn(state, stream);
  const opened = { history, ...(known ? { stream: known } : {}), ...(bank === undefined ? {} : { bank: await namedBank(parts, bank) }) };
  const id = /^baseline:(.+)$/.exec(baseline ?? '')?.[1];
  if (id === undefined) return { opened, ...(baseline === undefined ? {} : { baseline: await placeOf(parts, baseline) }) };
  const [definition, vectors] = await Promise.all([state.get<BaselineDefinition>('baseline', id), state.getBlob(baselineBlob(id))]);
  if (!definition || !vectors) throw new RefusedInput('baseline-unreadable', `There is no baseline "${id}".`);
  return { opened: { ...opened, baseline: { definition: definition.body, vectors } } };
}

/** What a backfill wrote, as far as it is small enough. */
async function filesOf(folder: string): Promise<JobFile[]> {
  const tables = (await readdir(path.join(folder, 'scores')).catch(() => [])).sort();
  const sizes = await Promise.all(tables.map(async (name) => (await stat(path.join(folder, 'scores', name))).size));
  const isSmall = sizes.reduce((sum, size) => sum + size, 0) <= MOST_BYTES;
  const read = async (name: string, place: string, contentType: string): Promise<JobFile[]> => {
    const bytes = await readFile(path.join(folder, place)).catch(() => undefined);
    return bytes ? [{ name, contentType, bytes }] : [];
  };
  const lines = 'application/x-ndjson';
  return [
    ...(await read('drift-events.jsonl', 'drift-events.jsonl', lines)),
    ...(await read('refused.jsonl', 'refused.jsonl', lines)),
    ...(isSmall ? (await Promise.all(tables.map((name) => read(`scores-${name}`, `scores/${name}`, 'application/vnd.apache.parquet')))).flat() : []),
  ];
}
