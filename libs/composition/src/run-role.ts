import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PinoLogger } from '@conceptwatch/platform/observability';
import { runService } from '@conceptwatch/platform/runtime';
import { demoStream } from './demo';
import { requireShared } from './open-storage';
import { productRoot } from './product-root';
import type { RoleName } from './roles';
import { serviceConfiguration } from './service-configuration';
import { startService } from './start-service';

const HELP = (role: RoleName): string => `Runs the role "${role}" of conceptwatch over Kafka and PostgreSQL.

  KAFKA_BROKERS=broker:9092 DATABASE_URL=postgres://user@host/database node dist/apps/${role}/main.js

Settings come from flags (--http.port 3000), variables (CONCEPTWATCH_HTTP_PORT) and --config FILE; "conceptwatch print-config"
shows all of them. --demo plays the bundled picture-book camera (roles ingest and admin).`;

/** The whole program of one role in a process of its own, until it is told to stop. */
export async function runRole(role: RoleName, args: readonly string[]): Promise<void> {
  if (args.includes('--help')) return void process.stdout.write(`${HELP(role)}\n`);
  const { version } = JSON.parse(readFileSync(path.join(productRoot(), 'package.json'), 'utf8')) as { version: string };
  let logger = new PinoLogger({ level: 'info', format: 'auto' });
  await runService({
    name: `conceptwatch ${role}`,
    logger,
    start: async () => {
      const configuration = serviceConfiguration();
      const { flags, file, rest } = configuration.parseFlags(args, process.env);
      const stray = rest.find((argument) => argument !== '--demo');
      if (stray !== undefined) throw Object.assign(new Error(`"${stray}" is not known here. --help says what is.`), { code: 'refused_input' });
      const { config } = configuration.load({ file, environment: process.env, flags });
      requireShared(config);
      logger = new PinoLogger({ level: config.observability.logLevel, format: config.observability.logFormat });
      const service = await startService({ config, logger, version, roles: [role], ...(rest.includes('--demo') ? { stream: demoStream() } : {}) });
      logger.info(`conceptwatch ${role} is ready.`, { url: service.url, metrics: service.metricsUrl });
      // To people, and not into the log.
      if (service.firstToken) process.stdout.write(`First token (shown once): ${service.firstToken}\n`);
      return service;
    },
  });
}
