import { readFileSync } from 'node:fs';
import path from 'node:path';
import { demoStream, productRoot, serviceConfiguration, startStandalone } from '@conceptwatch/composition';
import { PinoLogger } from '@conceptwatch/platform/observability';
import { runService } from '@conceptwatch/platform/runtime';
import { sayHello, tell } from './terminal';

/** What holds unless somebody says otherwise: a window that is full when the snow begins, and a log that leaves the terminal to the demo. */
const OF_THE_DEMO = { 'admin.window': '300', 'observability.logLevel': 'warn' };

const { version } = JSON.parse(readFileSync(path.join(productRoot(), 'package.json'), 'utf8')) as { version: string };
let logger = new PinoLogger({ level: 'warn', format: 'auto' });

await runService({
  name: 'conceptwatch',
  logger,
  start: async () => {
    const configuration = serviceConfiguration();
    const { flags, file } = configuration.parseFlags(process.argv.slice(2), process.env);
    const { origins } = configuration.load({ file, environment: process.env, flags });
    const unsaid = Object.fromEntries(Object.entries(OF_THE_DEMO).filter(([setting]) => !origins.has(setting)));
    const { config } = configuration.load({ file, environment: process.env, flags: { ...unsaid, ...flags } });
    logger = new PinoLogger({ level: config.observability.logLevel, format: config.observability.logFormat });
    const service = await startStandalone({ config, logger, version, stream: demoStream(), onEvent: tell });
    sayHello(service);
    return service;
  },
});
