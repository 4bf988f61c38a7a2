import { open, readdir, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { leaveOut } from './leave-out';

export interface SupportBundleSources {
  version: string;
  /** The settings that hold, as print-config prints them: secrets masked. */
  settings: string;
  /** Values that must not be in the bundle wherever they turn up: of secret settings. */
  secrets: readonly string[];
  dataDirectory: string;
  /** Base address of /metrics, /healthz and /readyz. */
  telemetryUrl: string;
  /** Log files whose ends are put in. */
  logFiles: readonly string[];
  /** Milliseconds since the epoch. */
  now: number;
}

const MOST_LOG_BYTES = 2 * 1024 ** 2;
const PATIENCE_MS = 5_000;
const CONTENTS = `What this holds: version and machine, settings with secrets masked, metrics and health of the running
service, names and sizes of files in the data folder, the ends of the named logs. No image, no embedding, no token,
no password. Read it before you send it on: it is plain text.
`;

/**
 * What someone who helps needs to know, as files: name → text. What cannot be had is named with its reason, not left out.
 * Secrets are masked by kind and, wherever they turn up, by value.
 */
export async function collectSupportBundle(sources: SupportBundleSources): Promise<Record<string, string>> {
  const { settings, dataDirectory, telemetryUrl, logFiles, secrets } = sources;
  const collected: Record<string, string> = {
    'README.txt': CONTENTS,
    'system.json': `${JSON.stringify(systemOf(sources), null, 2)}\n`,
    'settings.yaml': settings,
    'metrics.txt': await ask(`${telemetryUrl}/metrics`),
    'healthz.json': await ask(`${telemetryUrl}/healthz`),
    'readyz.json': await ask(`${telemetryUrl}/readyz`),
    'data-folder.txt': await listing(dataDirectory),
  };
  for (const [i, file] of logFiles.entries()) collected[`logs/${i + 1}-${path.basename(file)}`] = await endOf(file);
  return Object.fromEntries(Object.entries(collected).map(([name, text]) => [name, leaveOut(text, secrets)]));
}

function systemOf({ version, now }: SupportBundleSources): object {
  const cpus = os.cpus();
  return {
    version,
    collected_at: new Date(now).toISOString(),
    node: process.version,
    platform: `${process.platform} ${process.arch} ${os.release()}`,
    cpus: `${cpus.length} × ${cpus[0]?.model ?? 'unknown'}`,
    memory_bytes: { total: os.totalmem(), free: os.freemem() },
    load_average: os.loadavg(),
    // Names alone: a value may be anything.
    variables_set: Object.keys(process.env).filter((name) => name.startsWith('CONCEPTWATCH_') || ['KAFKA_BROKERS', 'DATABASE_URL', 'NODE_OPTIONS', 'LOG_FORMAT'].includes(name)).sort(),
  };
}

async function ask(url: string): Promise<string> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
    return await answer.text();
  } catch (error) {
    const { message, cause } = error as Error & { cause?: Error };
    return `${url} did not answer: ${cause?.message ?? message}. Is the service running, on the metrics port of these settings?\n`;
  }
}

/** Sizes and names; nothing is opened. */
async function listing(directory: string): Promise<string> {
  try {
    const names = await readdir(directory, { recursive: true });
    const lines = await Promise.all(names.sort().map(async (name) => `${String((await stat(path.join(directory, name))).size).padStart(14)}  ${name}`));
    return `${directory}\n${lines.join('\n')}\n`;
  } catch (error) {
    return `${directory} could not be listed: ${(error as Error).message}\n`;
  }
}

async function endOf(file: string): Promise<string> {
  try {
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      const bytes = Buffer.alloc(Math.min(size, MOST_LOG_BYTES));
      await handle.read(bytes, 0, bytes.length, size - bytes.length);
      return bytes.toString();
    } finally {
      await handle.close();
    }
  } catch (error) {
    return `${file} could not be read: ${(error as Error).message}\n`;
  }
}
