import { readFileSync } from 'node:fs';
import path from 'node:path';
import { demoStream, productRoot, serviceConfig, startStandalone } from '@conceptwatch/composition';
import { PinoLogger } from '@conceptwatch/platform/observability';
import { runService } from '@conceptwatch/platform/runtime';
import { sayHello, tell } from './terminal';

const { version } = JSON.parse(readFileSync(path.join(productRoot(), 'package.json'), 'utf8')) as { version: string };
const environment = process.env;
const config = serviceConfig({
  http: environment.CONCEPTWATCH_HTTP_PORT ? { port: Number(environment.CONCEPTWATCH_HTTP_PORT) } : {},
  observability: environment.CONCEPTWATCH_OBSERVABILITY_PORT ? { port: Number(environment.CONCEPTWATCH_OBSERVABILITY_PORT) } : {},
  storage: environment.CONCEPTWATCH_STORAGE_DIRECTORY ? { directory: environment.CONCEPTWATCH_STORAGE_DIRECTORY } : {},
  admin: { window: 300 },
});
const logger = new PinoLogger({ level: 'warn', format: config.observability.logFormat });

await runService({
  name: 'conceptwatch',
  logger,
  start: async () => {
    const service = await startStandalone({ config, logger, version, stream: demoStream(), onEvent: tell });
    sayHello(service);
    return service;
  },
});
