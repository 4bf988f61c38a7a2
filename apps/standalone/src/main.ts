import { readFileSync } from 'node:fs';
import path from 'node:path';
import { demoStream, productRoot, serviceConfiguration, startStandalone } from '@conceptwatch/composition';
import { PinoLogger } from '@conceptwatch/platform/observability';
import { runService } from '@conceptwatch/platform/runtime';
import { sayHello, tell } from './terminal';

/** The demo's window: short enough to be full when the snow begins. */
const WINDOW = '300';

const { version } = JSON.parse(readFileSync(path.join(productRoot(), 'package.json'), 'utf8')) as { version: string };
const logger = new PinoLogger({ level: 'warn', format: 'auto' });

await runService({
  name: 'conceptwatch',
  logger,
  start: async () => {
    const configuration = serviceConfiguration();
    const { flags, file } = configuration.parseFlags(process.argv.slice(2), process.env);
    const { config } = configuration.load({ file, environment: process.env, flags: { 'admin.window': WINDOW, ...flags } });
    const service = await startStandalone({ config, logger, version, stream: demoStream(), onEvent: tell });
    sayHello(service);
    return service;
  },
});
