import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Command } from 'commander';
import { withCommonOptions, type CommonOptions } from './options';
import { loadServiceSettings, withServiceSettings } from './service-settings';
import type { Session } from './session';
import { productVersion } from './version';

type BundleOptions = CommonOptions & { config?: string; out?: string; log: string[] };

const EXAMPLES = `
Examples:
  conceptwatch support-bundle
  conceptwatch support-bundle --config settings.yaml --log conceptwatch.log --out bundle.tar.gz

Images, embeddings, tokens and passwords are left out. It is plain text: read it before you send it on.`;

/** `conceptwatch support-bundle`: what someone who helps needs to know, without secrets. */
export function registerSupportBundle(program: Command, session: Session): void {
  const command = program
    .command('support-bundle')
    .description('collect version, settings, metrics, health and logs for someone who helps, without secrets')
    .option('--out <file>', 'where to write it (default: conceptwatch-support-TIME.tar.gz)')
    .option('--log <file>', 'a log whose end is put in; may be given several times', (file: string, files: string[]) => [...files, file], [])
    .addHelpText('after', EXAMPLES);
  withCommonOptions(withServiceSettings(command)).action((options: BundleOptions, invoked: Command) => bundle(options, invoked, session));
}

async function bundle(options: BundleOptions, command: Command, { terminal }: Session): Promise<void> {
  const { configuration, loaded } = await loadServiceSettings(command, options);
  const { collectSupportBundle } = await import('@conceptwatch/jobs');
  const { storage, observability } = loaded.config;
  const host = observability.host === '0.0.0.0' ? '127.0.0.1' : observability.host;
  const now = Date.now();
  const files = await collectSupportBundle({
    version: productVersion(),
    settings: configuration.print(loaded),
    secrets: configuration.describe().flatMap(({ path, isSecret }) => (isSecret ? textOf(loaded.config, path) : [])),
    dataDirectory: storage.directory,
    telemetryUrl: `http://${host}:${observability.port}`,
    logFiles: options.log,
    now,
  });
  const out = options.out ?? `conceptwatch-support-${new Date(now).toISOString().replaceAll(/[:.]/g, '-')}.tar.gz`;
  await write(out, files, now);
  if (options.json) terminal.printJson({ file: out, contents: Object.keys(files) });
  else terminal.print(`${out}: ${Object.keys(files).join(', ')}. Read it before you send it on.`);
}

function textOf(config: object, path: string): string[] {
  const value = path.split('.').reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], config);
  return typeof value === 'string' ? [value] : [];
}

async function write(out: string, files: Record<string, string>, now: number): Promise<void> {
  const { pack } = await import('tar-stream');
  const archive = pack();
  for (const [name, text] of Object.entries(files)) archive.entry({ name: `conceptwatch-support/${name}`, mtime: new Date(now) }, text);
  archive.finalize();
  await pipeline(archive, createGzip(), createWriteStream(out, { mode: 0o600 }));
}
