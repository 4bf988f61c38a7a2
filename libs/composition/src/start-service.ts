import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type About, decodeBaselineFile, type DriftEvent, parseSegmentRule } from '@conceptwatch/contracts';
import { RefusedInput } from '@conceptwatch/jobs';
import type { Clock, Encoder, ImageSource, Logger } from '@conceptwatch/ports';
import { followLevelSignal, HealthRegistry, JournaledLog, MeteredLog, PrometheusMetricSink, Registry, reportBrokers, startTelemetryServer, SystemClock } from '@conceptwatch/platform/observability';
import { ControlFollower, createHttpApp, NestLogger, TokenVault } from '@conceptwatch/platform/runtime';
import { LiveFeed, StreamReader } from '@conceptwatch/roles/admin';
import { Inbox } from '@conceptwatch/roles/ingest';
import type { Adapters } from './adapters-module';
import { FolderAlignerShelf } from './aligner-shelf';
import type { DataFolder } from './data-folder';
import { keepBank, keepBaseline, keepStream } from './definitions';
import { imageReferences } from './image-references';
import { notifications } from './notifications';
import { jobDefinitions } from './jobs/job-definitions';
import type { JobParts } from './jobs/job-parts';
import { isShared, openStorage } from './open-storage';
import { productRoot } from './product-root';
import { SharedAlignerSwitch } from './promoted-aligners';
import { reportInference } from './report-inference';
import { doesAnswer, type RoleName, ROLES, type RoleSettings, scoresPhrases, serviceModule } from './roles';
import type { ServiceConfig } from './standalone-config';
import { createToolbox, type Toolbox, toolboxOptionsOf } from './toolbox';
import { traced } from './traces';

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

export interface ServiceOptions {
  config: ServiceConfig;
  logger: Logger;
  version: string;
  roles: readonly RoleName[];
  /** Defined by the role admin; its source is played by the role ingest. */
  stream?: WatchedStream;
  onEvent?: (event: DriftEvent, decoded: string[]) => void;
}

export interface Service {
  /** Of the web app or the API; undefined for roles that answer nobody. */
  url: string | undefined;
  metricsUrl: string;
  /** Only at the first start of the role admin: it cannot be read again. */
  firstToken: string | undefined;
  app: INestApplicationContext;
  stop(): Promise<void>;
}

/** No batch takes this long: every wait inside one has a limit below it. */
const HUNG_AFTER_MS = 300_000;

/** Starts one process with the given roles on the storage that the settings choose. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { config, logger, version, roles, stream } = options;
  const clock = new SystemClock();
  const storage = await openStorage(config, { clock, logger });
  const toolbox = createToolbox({ ...toolboxOptionsOf(config), ownThread: true });
  // A setting comes before every promotion.
  const alignerSwitch = isShared(config) && config.models.aligner === undefined && (roles.includes('ingest') || roles.includes('admin')) ? new SharedAlignerSwitch(storage.state, toolbox) : undefined;
  await alignerSwitch?.follow();
  const sink = new PrometheusMetricSink({ registry: new Registry(), seriesMax: config.observability.seriesMax, logger });
  sink.describeProcess(version);
  const metered = new MeteredLog(storage.log, sink, clock);
  if (storage.brokers && roles.includes('admin')) reportBrokers(sink, storage.brokers);
  const { log, stopTracing } = traced(new JournaledLog(metered, logger), config.tracing, version);
  const data = { ...storage, log };
  const health = new HealthRegistry();
  health.check('live', 'work', () => ({ ok: metered.longestWork() < HUNG_AFTER_MS, detail: `the oldest batch has been in work for ${Math.round(metered.longestWork() / 1000)} s` }));
  const images = imageReferences(config.fetch, { log: data.log, logger, roots: stream?.roots });
  const adapters: Partial<Adapters> = { ...data, images, clock, logger, health, metrics: sink, alignerSwitch, ...(await toolsOf(roles, config, toolbox)), ...(roles.includes('admin') ? adminTools({ toolbox, log: data.log, state: data.state, history: data.history, clock, config, version }) : {}) };
  if (roles.includes('ingest') && config.ingest.alignerCheckEvery > 0) adapters.targetEncoder = await targetEncoderOf(toolbox, logger);
  if (adapters.embedder) await reportInference(sink, config, adapters.embedder.descriptor.aligner);
  if (stream && roles.includes('admin')) await defineStream(config, stream, { toolbox, data, clock });
  const settings: RoleSettings = { ingest: config.ingest, conceptBank: config.conceptBank, drift: config.drift, admin: config.admin, about: () => aboutOf(toolbox, version, clock), access: { isSecure: config.http.secure, sessionMs: config.http.sessionMs, sessionIdleMs: config.http.sessionIdleMs }, notify: notifications(config.notify, clock) };
  const telemetry = await startTelemetryServer({ host: config.observability.host, port: config.observability.port, sink, health, logger });
  const { app, url, close } = await startRoles(options, settings, adapters);
  const firstToken = roles.includes('admin') ? await app.get(TokenVault, { strict: false }).ensureFirstToken() : undefined;
  if (roles.includes('admin')) tellEvents(app, options);
  const source = roles.includes('ingest') ? stream?.source?.({ data, clock, logger }) : undefined;
  if (stream) await source?.start(async (incoming) => void (await app.get(Inbox, { strict: false }).accept(stream.name, incoming)));
  const stopFollowing = followLevelSignal(logger);
  const control = roles.includes('admin') && alignerSwitch ? new ControlFollower(data.log, logger, async ({ kind }) => void (kind === 'aligner' && (await alignerSwitch.follow()))) : undefined;
  await control?.start();
  const stop = async () => {
    stopFollowing();
    await control?.stop();
    await source?.stop();
    await close();
    await telemetry.close();
    await data.close();
    await stopTracing();
    await toolbox.close();
  };
  return { url, metricsUrl: `${telemetry.url}/metrics`, firstToken, app, stop };
}

const adminTools = (parts: JobParts): Pick<Adapters, 'jobs' | 'aligners'> => ({ jobs: jobDefinitions(parts), aligners: new FolderAlignerShelf(parts) });

/** Loads only the models that the roles use. */
async function toolsOf(roles: readonly RoleName[], config: ServiceConfig, toolbox: Toolbox): Promise<Partial<Adapters>> {
  const wanted = new Set(roles.flatMap((role) => ROLES[role].tools));
  const tools: Partial<Adapters> = {};
  if (wanted.has('decoder')) tools.decoder = await toolbox.decoder();
  if (wanted.has('embedder')) tools.embedder = await toolbox.liveEmbedder();
  if (wanted.has('textEncoder') || scoresPhrases(roles, config)) tools.textEncoder = await toolbox.textEncoder();
  if (wanted.has('shiftDecoder')) tools.shiftDecoder = await toolbox.shiftDecoder();
  return tools;
}

/** A target model that is not at hand keeps nobody from scoring. */
const targetEncoderOf = (toolbox: Toolbox, logger: Logger): Promise<Encoder | undefined> =>
  toolbox.targetEncoder().catch((error: unknown) => {
    logger.warn('The aligner is not checked against the target model while this process runs. Give the target with --models.clip, or turn the check off with --ingest.alignerCheckEvery 0.', { error: String(error) });
    return undefined;
  });

/** Over HTTP when a role answers somebody. */
async function startRoles({ config, logger, roles }: ServiceOptions, settings: RoleSettings, adapters: Partial<Adapters>): Promise<{ app: INestApplicationContext; url: string | undefined; close(): Promise<void> }> {
  const module = await serviceModule(roles, settings, adapters);
  if (!doesAnswer(roles, settings)) {
    const app = await NestFactory.createApplicationContext(module, { logger: new NestLogger(logger), abortOnError: false });
    return { app, url: undefined, close: () => app.close() };
  }
  const { secure, trustedProxies, host, port } = config.http;
  return createHttpApp(module, { host, port, logger, metrics: adapters.metrics, isSecure: secure, trustedProxies, webDirectory: roles.includes('admin') ? webDirectory(logger) : undefined });
}

/** The built web app; without it the API answers alone, and the log says so. */
function webDirectory(logger: Logger): string | undefined {
  const directory = path.join(productRoot(), 'dist', 'apps', 'web');
  if (existsSync(path.join(directory, 'index.html'))) return directory;
  logger.warn('The web app is not built: only the API answers. Run "npm run build".');
  return undefined;
}

async function defineStream(config: ServiceConfig, stream: WatchedStream, { toolbox, data: { state }, clock }: { toolbox: Toolbox; data: DataFolder; clock: Clock }): Promise<void> {
  const { admin } = config;
  const embedder = await toolbox.embedder();
  const bank = await toolbox.bank(stream.bankFile);
  await keepBank(state, bank, await toolbox.bankFile(stream.bankFile));
  const { definition, vectors } = decodeBaselineFile(await readFile(stream.baseline));
  if (admin.segments && !definition.segments) throw new RefusedInput('no-segments', `The stream "${stream.name}" is compared by segment (${admin.segments}), and its baseline "${definition.id}" has none: make one with "conceptwatch baseline create --segments" from a folder for each.`);
  const { encoderDigest, alignerDigest } = embedder.descriptor;
  // In a cluster another aligner may have been promoted since: the stream then says that its baseline is of another one.
  const isOfEarlier = isShared(config) && (definition.encoderDigest !== encoderDigest || definition.alignerDigest !== alignerDigest) && (await state.get('baseline', definition.id)) !== undefined;
  if (!isOfEarlier) await keepBaseline(state, definition, vectors, embedder);
  const { window, mode, thinning, smallestEffect, segments, imagesBetweenFalseAlarms } = admin;
  await keepStream(state, { name: stream.name, baselineId: definition.id, bankName: bank.definition.name, window, mode, ...(thinning ? { thinning } : {}), ...(segments ? { segments: parseSegmentRule(segments) } : {}), smallestEffect, imagesBetweenFalseAlarms }, clock.now());
}

async function aboutOf(toolbox: Toolbox, version: string, clock: Clock): Promise<About> {
  const [live, text] = [await toolbox.liveEmbedder(), (await toolbox.textEncoder()).descriptor.name];
  const { bundled, note } = toolbox.models();
  return {
    version,
    started_at: clock.now(),
    // Read when it is asked for: the aligner may change meanwhile.
    get models() {
      const { encoder, aligner, spaceDigest } = live.descriptor;
      return { encoder, aligner, text_encoder: text, bundled, note, space: spaceDigest };
    },
  };
}

function tellEvents(app: INestApplicationContext, { onEvent }: ServiceOptions): void {
  if (!onEvent) return;
  const reader = app.get(StreamReader, { strict: false });
  app.get(LiveFeed, { strict: false }).events.subscribe((event) => {
    // At the end of the service the words may no longer be found: the event is told without them.
    reader.drift(event.stream).then(
      (drift) => onEvent(event, drift?.decoded ?? []),
      () => onEvent(event, []),
    );
  });
}
