import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FolderSource, selectFiles } from '@conceptwatch/adapters/sources';
import { slugOf } from '@conceptwatch/contracts';
import { createBaseline, type EmbedProgress, listFolder, RefusedInput } from '@conceptwatch/jobs';
import type { WatchedStream } from './start-service';
import type { ServiceConfig } from './standalone-config';
import { createToolbox, type Toolbox, toolboxOptionsOf } from './toolbox';

export interface UserStreamOptions {
  stream: string;
  /** A folder of training images, or a baseline file. */
  baseline: string;
  /** A folder, a glob, or "http" for images that are posted. */
  source: string;
  bankFile?: string;
  onProgress?: (progress: EmbedProgress) => void;
  signal?: AbortSignal;
}

/**
 * The stream that `watch` starts: the user's baseline and the user's source. A baseline folder is embedded once and kept
 * in the data folder; it is embedded again when a file in it changed or other models are used. Where the stream is
 * compared by segment each folder in it is a segment.
 *
 * @throws RefusedInput when the baseline or the source cannot be used
 */
export async function userStream(config: ServiceConfig, options: UserStreamOptions): Promise<WatchedStream> {
  const baseline = await baselineFile(config, options);
  const bankFile = options.bankFile === undefined ? {} : { bankFile: options.bankFile };
  if (options.source === 'http') return { name: options.stream, baseline, ...bankFile };
  const { root } = selectOrRefuse(options.source);
  return {
    name: options.stream,
    baseline,
    ...bankFile,
    roots: [root],
    source: ({ data, clock, logger }) => new FolderSource({ name: `folder-${options.stream}`, path: options.source, log: data.log, state: data.state, clock, logger }),
  };
}

function selectOrRefuse(source: string): { root: string } {
  try {
    return selectFiles(source);
  } catch (cause) {
    throw new RefusedInput('no-such-folder', `The source cannot be followed: ${(cause as Error).message}. "http" takes images that are posted.`, { cause });
  }
}

/** A baseline as a file: the one that was given, or a folder embedded once and kept in the data folder. @throws RefusedInput */
export async function baselineFile(config: ServiceConfig, options: Pick<UserStreamOptions, 'baseline' | 'onProgress' | 'signal'>): Promise<string> {
  const given = await stat(options.baseline).catch(() => undefined);
  if (given?.isFile()) return options.baseline;
  const toolbox = createToolbox(toolboxOptionsOf(config));
  try {
    return await embeddedOnce(config, options, toolbox);
  } finally {
    await toolbox.close();
  }
}

async function embeddedOnce({ storage, admin }: ServiceConfig, { baseline: folder, onProgress, signal }: Pick<UserStreamOptions, 'baseline' | 'onProgress' | 'signal'>, toolbox: Toolbox): Promise<string> {
  const embedder = await toolbox.embedder();
  const id = slugOf(path.basename(path.resolve(folder))) || 'baseline';
  const segments = admin.segments !== '';
  const print = await fingerprint(folder, `${embedder.descriptor.spaceDigest}${segments ? ' by segment' : ''}`, signal);
  const file = path.join(storage.directory, 'baselines', `${id}-${print.slice(0, 12)}.safetensors`);
  if (existsSync(file)) return file;
  const made = await createBaseline({ decoder: await toolbox.decoder(), embedder }, { folder, id, segments, createdAt: Date.now(), onProgress, signal });
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(`${file}.partial`, made.file);
  await rename(`${file}.partial`, file);
  return file;
}

/** Changes when a file comes, goes or is written to, and when other models embed it. */
async function fingerprint(folder: string, made: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256').update(made);
  for (const file of (await listFolder(folder, signal)).files) {
    const found = await stat(file.path).catch(() => undefined);
    hash.update(`${file.name}\n${found?.size}\n${found?.mtimeMs}\n`);
  }
  return hash.digest('hex');
}
