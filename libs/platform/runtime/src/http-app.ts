import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type DynamicModule, type INestApplication, Module } from '@nestjs/common';
import { NestFactory, Reflector } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import express, { type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import type { Logger } from '@conceptwatch/ports';
import { AccessGuard } from './access';
import { ProblemFilter } from './problem';
import { SessionController } from './session.controller';
import { Sessions } from './sessions';

/** Gives the login routes and the sessions behind them. */
@Module({})
export class SessionModule {
  static register(sessions: Sessions): DynamicModule {
    return { module: SessionModule, global: true, controllers: [SessionController], providers: [{ provide: Sessions, useValue: sessions }], exports: [Sessions] };
  }
}

export interface HttpAppOptions {
  module: DynamicModule;
  sessions: Sessions;
  logger: Logger;
  /** Folder of the built web app; the API alone when there is none. */
  webRoot?: string;
  jsonLimit?: string;
}

const CONTENT_SECURITY = {
  defaultSrc: ["'self'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:', 'blob:'],
  connectSrc: ["'self'"],
  objectSrc: ["'none'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
  formAction: ["'self'"],
};

/** A Nest application over Express with everything that every service wants: problem details, access, security headers, the web app. */
export async function createHttpApp({ module, sessions, logger, webRoot, jsonLimit = '2mb' }: HttpAppOptions): Promise<INestApplication> {
  const app = await NestFactory.create<NestExpressApplication>(module, { bodyParser: false, logger: ['error', 'fatal'], abortOnError: false });
  app.set('trust proxy', false);
  app.use(helmet({ contentSecurityPolicy: { useDefaults: false, directives: CONTENT_SECURITY }, strictTransportSecurity: false, crossOriginEmbedderPolicy: false }));
  app.use(express.json({ limit: jsonLimit }));
  app.useGlobalFilters(new ProblemFilter(logger));
  app.useGlobalGuards(new AccessGuard(app.get(Reflector), sessions));
  if (webRoot && existsSync(join(webRoot, 'index.html'))) serveWebApp(app, webRoot);
  return app;
}

/** Files with a hash in their name live for ever; every other path outside the API is the page itself. */
function serveWebApp(app: NestExpressApplication, webRoot: string): void {
  app.use('/assets', express.static(join(webRoot, 'assets'), { immutable: true, maxAge: '1y', index: false, fallthrough: false }));
  app.use(express.static(webRoot, { index: false, maxAge: '5m' }));
  app.use((request: Request, response: Response, next: NextFunction) => {
    if (request.method !== 'GET' || request.path.startsWith('/api/')) {
      next();
      return;
    }
    response.setHeader('cache-control', 'no-cache');
    response.sendFile('index.html', { root: webRoot });
  });
}
