import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { INestApplication } from '@nestjs/common';
import { type About, decodeBaselineFile, type DriftEvent } from '@conceptwatch/contracts';
import type { Clock, ImageSource, Logger } from '@conceptwatch/ports';
import { HealthRegistry, PrometheusMetricSink, Registry, startTelemetryServer, SystemClock } from '@conceptwatch/platform/observability';
import { createHttpApp, TokenVault } from '@conceptwatch/platform/runtime';
import { LiveFeed, StreamReader } from '@conceptwatch/roles/admin';
import { Inbox } from '@conceptwatch/roles/ingest';
import type { Adapters } from './adapters-module';
import { type DataFolder, openDataFolder } from './data-folder';
import { keepBank, keepBaseline, keepStream } from './definitions';
import { imageReferences } from './image-references';
import { productRoot } from './product-root';
import { serviceModule } from './roles';
import type { ServiceConfig } from './standalone-config';
import { createToolbox, type Toolbox, toolboxOptionsOf } from './toolbox';

/** What a started stream watches. */
export interface WatchedStream {
  name: string;
  /** A baseline file. */
  baseline: string;
  bankFile?: string;
  /** Folders whose files may be read again for thumbnails. */
  roots?: string[];
  /** Made once the inbox is open; none for streams that only take posts. */
  source?: (parts: { data: DataFolder; clock: Clock; logger: Logger }) => ImageSource;
}

export interface StandaloneOptions {
  config: ServiceConfig;
  logger: Logger;
  version: string;
  stream: WatchedStream;
  onEvent?: (event: DriftEvent, decoded: string[]) => void;
}

export interface Standalone {
  url: string;
  metricsUrl: string;
  /** Only at the first start: it cannot be read again. */
  firstToken: string | undefined;
  reader: StreamReader;
  stop(): Promise<void>;
}

const ROLES = ['ingest', 'concept-bank', 'drift', 'admin'] as const;

/** All four roles in one process on embedded adapters, with one stream. */
export async function startStandalone(options: StandaloneOptions): Promise<Standalone> {
  const { config, logger, version, stream } = options;
  const clock = new SystemClock();
  const data = await openDataFolder(config.storage.directory, { clock, logger, retentionBytes: config.storage.retentionBytes });
  const toolbox = createToolbox({ ...toolboxOptionsOf(config), ownThread: true });
  const sink = new PrometheusMetricSink({ registry: new Registry(), seriesMax: config.observability.seriesMax, logger });
  sink.describeProcess(version);
  const health = new HealthRegistry();
  const images = imageReferences(config.fetch, { log: data.log, logger, roots: stream.roots });
  const adapters: Adapters = { ...data, images, clock, logger, health, metrics: sink, decoder: await toolbox.decoder(), embedder: await toolbox.embedder(), shiftDecoder: await toolbox.shiftDecoder() };
  await defineStream(options, toolbox, data, clock);
  const about = await aboutOf(toolbox, version, clock);
  const settings = { ingest: config.ingest, conceptBank: config.conceptBank, drift: config.drift, admin: config.admin, about, access: { isSecure: config.http.secure, sessionMs: config.http.sessionMs } };
  const { secure, trustedProxies, host, port } = config.http;
  const http = await createHttpApp(serviceModule(ROLES, settings, adapters), { host, port, logger, isSecure: secure, trustedProxies, ...optional('webDirectory', webDirectory(logger)) });
  const { app } = http;
  const firstToken = await app.get(TokenVault, { strict: false }).ensureFirstToken();
  const telemetry = await startTelemetryServer({ host: config.observability.host, port: config.observability.port, sink, health, logger });
  const reader = app.get(StreamReader, { strict: false });
  tellEvents(app, reader, options);
  const source = stream.source?.({ data, clock, logger });
  await source?.start(async (incoming) => void (await app.get(Inbox, { strict: false }).accept(stream.name, incoming)));
  const stop = async () => {
    await source?.stop();
    await http.close();
    await telemetry.close();
    await data.close();
    await toolbox.close();
  };
  return { url: http.url, metricsUrl: `${telemetry.url}/metrics`, firstToken, reader, stop };
}

const optional = <K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> => (value === undefined ? {} : ({ [key]: value } as Record<K, V>));

/** The built web app; without it the API answers alone, and the log says so. */
function webDirectory(logger: Logger): string | undefined {
  const directory = path.join(productRoot(), 'dist', 'apps', 'web');
  if (existsSync(path.join(directory, 'index.html'))) return directory;
  logger.warn('The web app is not built: only the API answers. Run "npm run build".');
  return undefined;
}

async function defineStream({ config, stream }: StandaloneOptions, toolbox: Toolbox, { state }: DataFolder, clock: Clock): Promise<void> {
  const embedder = await toolbox.embedder();
  const bank = await toolbox.bank(stream.bankFile);
  await keepBank(state, bank);
  const { definition, vectors } = decodeBaselineFile(await readFile(stream.baseline));
  await keepBaseline(state, definition, vectors, embedder);
  const { window, mode, imagesBetweenFalseAlarms } = config.admin;
  await keepStream(state, { name: stream.name, baselineId: definition.id, bankName: bank.definition.name, window, mode, imagesBetweenFalseAlarms }, clock.now());
}

async function aboutOf(toolbox: Toolbox, version: string, clock: Clock): Promise<About> {
  const { encoder, aligner } = (await toolbox.embedder()).descriptor;
  const { bundled, note } = toolbox.models();
  return { version, started_at: clock.now(), models: { encoder, aligner, text_encoder: (await toolbox.textEncoder()).descriptor.name, bundled, note } };
}

function tellEvents(app: INestApplication, reader: StreamReader, { onEvent }: StandaloneOptions): void {
  if (!onEvent) return;
  app.get(LiveFeed, { strict: false }).events.subscribe((event) => {
    // At the end of the service the words may no longer be found: the event is told without them.
    reader.drift(event.stream).then(
      (drift) => onEvent(event, drift?.decoded ?? []),
      () => onEvent(event, []),
    );
  });
}
