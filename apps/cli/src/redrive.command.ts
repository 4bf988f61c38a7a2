import { setTimeout as wait } from 'node:timers/promises';
import type { Command } from 'commander';
import { streamName } from './backfill.command';
import { numberBetween, withCommonOptions, type CommonOptions, wholeNumberBetween } from './options';
import { loadServiceSettings, withServiceSettings } from './service-settings';
import type { Session } from './session';

interface RedriveCommandOptions extends CommonOptions {
  data?: string;
  config?: string;
  dryRun?: boolean;
  rate: number;
  reason: string[];
  stream?: string;
  limit?: number;
  again?: boolean;
}

const EXAMPLES = `
Examples:
  conceptwatch redrive --dry-run
  conceptwatch redrive --reason decode-timeout --reason unreadable --rate 20
  conceptwatch redrive --stream harbour --limit 100 --data .conceptwatch
  KAFKA_BROKERS=localhost:9092 DATABASE_URL=postgres://localhost/conceptwatch conceptwatch redrive --reason unsupported-version

The bytes are those that were refused, fields that this version does not know included. A data folder belongs to one
process: end its service first; over Kafka services go on meanwhile.`;

/** `conceptwatch redrive`: dead letters back to the topic that they came from. */
export function registerRedrive(program: Command, session: Session): void {
  const command = program
    .command('redrive')
    .description('send dead letters back to the topic that they came from')
    .option('--dry-run', 'count and send nothing')
    .option('--reason <slug>', 'only letters of this reason; repeatable', (reason: string, reasons: string[]) => [...reasons, reason], [])
    .option('--stream <name>', 'only letters of this stream', streamName)
    .option('--rate <n>', 'letters a second', numberBetween(0.1, 100_000), 100)
    .option('--limit <n>', 'most letters that are sent', wholeNumberBetween(1, 1_000_000_000))
    .option('--again', 'also what was sent before')
    .option('--data <dir>', 'data folder of the service')
    .addHelpText('after', EXAMPLES);
  withServiceSettings(withCommonOptions(command)).action((options: RedriveCommandOptions, invoked: Command) => redrive(options, invoked, session));
}

async function redrive({ data, config, reason: reasons, ...options }: RedriveCommandOptions, command: Command, session: Session): Promise<void> {
  const { loaded } = await loadServiceSettings(command, { config, flags: { 'storage.directory': data } });
  const [{ openLogAndState }, jobs, { PinoLogger }] = await Promise.all([import('@conceptwatch/composition'), import('@conceptwatch/jobs'), import('@conceptwatch/platform/observability')]);
  const { terminal, signal } = session;
  const { log, state, clock, close } = await openLogAndState(loaded.config, new PinoLogger({ level: 'warn', format: loaded.config.observability.logFormat }));
  const pause = (milliseconds: number): Promise<void> => wait(milliseconds, undefined, { signal }).catch(() => undefined);
  try {
    const redriven = await jobs.redriveDeadLetters({ ...options, reasons, log, state, clock, pause, signal, onProgress: (sent) => terminal.progress(`${sent.toLocaleString('en-US')} sent`, options.progress ?? false) });
    if (options.json) terminal.printJson(redriven);
    else terminal.print(jobs.describeRedrive(redriven));
  } finally {
    await close();
  }
}
