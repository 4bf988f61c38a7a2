import type { Standalone, WatchedStream } from '@conceptwatch/composition';
import type { DriftEvent } from '@conceptwatch/contracts';
import { type Command, InvalidArgumentError } from 'commander';
import { progressLine } from './progress-line';
import { loadServiceSettings, withServiceSettings } from './service-settings';
import type { Session } from './session';
import { productVersion } from './version';

interface WatchOptions {
  baseline: string;
  source: string;
  stream: string;
  bank?: string;
  window?: string;
  port?: string;
  metricsPort?: string;
  data?: string;
  models?: string;
  config?: string;
  progress?: boolean;
}

const EXAMPLES = `
Examples:
  conceptwatch watch --baseline ./train --source ./incoming
  conceptwatch watch --baseline ./train --source './cameras/**/*.jpg' --stream harbour --window 300
  conceptwatch watch --baseline train.baseline --source http --port 3100
  curl -X POST -H "Authorization: Bearer TOKEN" -H "Content-Type: image/jpeg" --data-binary @photo.jpg \\
       http://localhost:3000/api/v1/streams/main/images

Every setting of a service may follow as a flag, for example --ingest.batch-size 64; conceptwatch print-config lists them.`;

/** `conceptwatch watch`: monitors the user's own images, with web app, API and metrics. */
export function registerWatch(program: Command, session: Session): void {
  const command = program
    .command('watch')
    .description('monitor your own images as they arrive, with web app, API and metrics')
    .requiredOption('--baseline <folder|file>', 'folder of images that are as they should be, or a baseline file')
    .requiredOption('--source <folder|glob|http>', 'folder or glob that is followed, or "http" for images that are posted')
    .option('--stream <name>', 'name of the stream', streamName, 'main')
    .option('--bank <file>', 'concept bank, YAML or JSON (default: the bundled bank)')
    .option('--window <images>', 'images of the rolling window')
    .option('--port <port>', 'port of the web app and the API; 0 takes a free one')
    .option('--metrics-port <port>', 'port of /metrics and health')
    .option('--data <dir>', 'folder for state, inbox and history')
    .option('--models <dir>', 'CLIP model in the layout of transformers.js (default: the bundled one)')
    .option('--progress', 'show progress on stderr even when it is no terminal')
    .option('--debug', 'print the stack of an error')
    .addHelpText('after', EXAMPLES);
  withServiceSettings(command).action((options: WatchOptions, invoked: Command) => watch(options, invoked, session));
}

function streamName(text: string): string {
  if (!/^[a-z0-9-]{1,64}$/.test(text)) throw new InvalidArgumentError('It must have 1 to 64 characters of a-z, 0-9 and -.');
  return text;
}

async function watch(options: WatchOptions, command: Command, session: Session): Promise<void> {
  const { window, port, metricsPort, data, models } = options;
  const flags = { 'admin.window': window, 'http.port': port, 'observability.port': metricsPort, 'storage.directory': data, 'models.clip': models };
  const { loaded } = await loadServiceSettings(command, { config: options.config, flags });
  const [{ startStandalone, userStream }, { PinoLogger }, { runService }] = await Promise.all([
    import('@conceptwatch/composition'),
    import('@conceptwatch/platform/observability'),
    import('@conceptwatch/platform/runtime'),
  ]);
  const { config } = loaded;
  const logger = new PinoLogger({ level: config.observability.logLevel, format: config.observability.logFormat });
  const { terminal } = session;
  const show = progressLine(terminal, options.progress ?? false);
  const onProgress = ({ done, total }: { done: number; total: number }): void => show('Embedding the baseline', done, total);
  const stream: WatchedStream = await userStream(config, { stream: options.stream, baseline: options.baseline, source: options.source, bankFile: options.bank, onProgress, signal: session.signal });
  await runService({
    name: 'conceptwatch',
    logger,
    start: async () => {
      const service = await startStandalone({ config, logger, version: productVersion(), stream, onEvent: (event, decoded) => terminal.print(describeEvent(event, decoded)) });
      terminal.print(greeting(service, options));
      return service;
    },
  });
}

function greeting({ url, metricsUrl, firstToken }: Standalone, { stream, source }: WatchOptions): string {
  return [
    source === 'http' ? `conceptwatch watches what is posted to ${url}/api/v1/streams/${stream}/images.` : `conceptwatch watches ${source} as the stream "${stream}".`,
    `  web app   ${firstToken ? `${url}/#token=${firstToken}` : url}`,
    `  metrics   ${metricsUrl}`,
    ...(firstToken ? [`  token     ${firstToken}   (shown once; "conceptwatch token" makes a new one)`] : []),
    'Ctrl-C ends it; the next start goes on where this one stopped.',
  ].join('\n');
}

const MARKS = { onset: '▲', recovery: '▽', acknowledged: '✓' };

function describeEvent(event: DriftEvent, decoded: string[]): string {
  const words = event.kind === 'onset' && decoded.length ? `\n          the mean image moved towards: ${decoded.join(', ')}` : '';
  return `${new Date(event.at).toLocaleTimeString('en-GB')}  ${MARKS[event.kind]} ${event.sentence}${words}`;
}
