import 'reflect-metadata';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import type { Response } from 'express';
import type { Logger, MetricSink } from '@conceptwatch/ports';
import { countRequests } from './count-requests';
import { requireAccessOnEveryRoute } from './list-routes';
import { NestLogger } from './nest-logger';
import { ProblemFilter } from './problem.filter';
import { securityHeaders } from './security-headers';
import { webPage } from './web-page';

export interface HttpAppOptions {
  host: string;
  /** 0 takes a free one. */
  port: number;
  logger: Logger;
  /** Counts what is answered. */
  metrics?: MetricSink;
  /** Whether browsers come over https, through a proxy that ends TLS. */
  isSecure?: boolean;
  /** How many proxies in front are trusted to say who the client is. Default 0. */
  trustedProxies?: number;
  /** The built web app. */
  webDirectory?: string;
  /** Most bytes of a JSON body. Default 1 MiB. Image bodies are read by their own route. */
  jsonLimitBytes?: number;
  /** How long requests in flight may take at the end, in milliseconds. Default 2000. */
  drainMs?: number;
}

export interface HttpApp {
  readonly app: NestExpressApplication;
  readonly url: string;
  readonly port: number;
  /** No new requests; those in flight end or are cut after `drainMs`; then the modules are destroyed. */
  close(): Promise<void>;
}

type ModuleClass = Parameters<typeof NestFactory.create>[0];

/** Starts a Nest module over HTTP with the project's security headers, error shape and static web app. */
export async function createHttpApp(module: ModuleClass, options: HttpAppOptions): Promise<HttpApp> {
  const app = await NestFactory.create<NestExpressApplication>(module, new ExpressAdapter(), { logger: new NestLogger(options.logger), bodyParser: false, abortOnError: false });
  try {
    const streams = new Set<Response>();
    requireAccessOnEveryRoute(app);
    configure(app, options, streams);
    await app.listen(options.port, options.host);
    const server = app.getHttpServer() as Server;
    const { address, family, port } = server.address() as AddressInfo;
    const name = ['127.0.0.1', '::1', '0.0.0.0', '::'].includes(address) ? 'localhost' : family === 'IPv6' ? `[${address}]` : address;
    return { app, port, url: `http://${name}:${port}`, close: () => close(app, server, streams, options.drainMs ?? 2000) };
  } catch (error) {
    await app.close();
    throw error;
  }
}

function configure(app: NestExpressApplication, options: HttpAppOptions, streams: Set<Response>): void {
  app.set('trust proxy', options.trustedProxies ?? 0);
  app.disable('x-powered-by');
  app.useGlobalFilters(new ProblemFilter(options.logger));
  if (options.metrics) app.use(countRequests(options.metrics));
  app.use(securityHeaders(options.isSecure ?? false));
  app.use((_request: unknown, response: Response, next: () => void) => {
    streams.add(response);
    response.once('close', () => streams.delete(response));
    next();
  });
  app.useBodyParser('json', { limit: options.jsonLimitBytes ?? 1 << 20 });
  if (options.webDirectory !== undefined) for (const handler of webPage(options.webDirectory)) app.use(handler);
}

async function close(app: NestExpressApplication, server: Server, streams: Set<Response>, drainMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const response of streams) if (String(response.getHeader('content-type')).startsWith('text/event-stream')) response.destroy();
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), drainMs);
  await closed;
  clearTimeout(cut);
  await app.close();
}
