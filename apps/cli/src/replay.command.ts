import { writeFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { streamName } from './backfill.command';
import { EXIT } from './exit-codes';
import { numberBetween, withCommonOptions, type CommonOptions, wholeNumberBetween } from './options';
import { progressLine } from './progress-line';
import { loadServiceSettings, withServiceSettings } from './service-settings';
import type { Session } from './session';

interface ReplayCommandOptions extends CommonOptions {
  stream: string;
  data?: string;
  config?: string;
  events?: string;
  window?: number;
  imagesBetweenFalseAlarms?: number;
  mode?: 'proved' | 'calibrated';
}

const EXAMPLES = `
Examples:
  conceptwatch replay --stream main --data .conceptwatch
  conceptwatch replay --stream main --window 200 --images-between-false-alarms 10000
  conceptwatch replay --stream main --events what-if.jsonl --json
  KAFKA_BROKERS=localhost:9092 DATABASE_URL=postgres://localhost/conceptwatch conceptwatch replay --stream main

Reads the stored scores and changes nothing. A data folder belongs to one process: end its service first.
Exit codes: 0 no drift, 3 drift, 2 wrong usage or refused input, 1 a fault, or events that differ from the recorded ones.`;

/** `conceptwatch replay`: a stream's stored scores through the engine again. */
export function registerReplay(program: Command, session: Session): void {
  const command = program
    .command('replay')
    .description("send a stream's stored scores through the engine again: the same events, or those of other settings")
    .requiredOption('--stream <name>', 'name of the stream', streamName)
    .option('--data <dir>', 'data folder of the service')
    .option('--window <images>', 'as if the window had been so large', wholeNumberBetween(20, 1_000_000))
    .option('--images-between-false-alarms <n>', 'as if this had been promised', numberBetween(10, 1e12))
    .addOption(new Option('--mode <mode>', 'as if the promise had been kept in this way').choices(['proved', 'calibrated']))
    .option('--events <file>', 'write the events as JSON lines')
    .addHelpText('after', EXAMPLES);
  withServiceSettings(withCommonOptions(command)).action((options: ReplayCommandOptions, invoked: Command) => replay(options, invoked, session));
}

async function replay(options: ReplayCommandOptions, command: Command, session: Session): Promise<void> {
  const { loaded } = await loadServiceSettings(command, { config: options.config, flags: { 'storage.directory': options.data } });
  const [{ prepareReplay }, jobs, { PinoLogger }] = await Promise.all([import('@conceptwatch/composition'), import('@conceptwatch/jobs'), import('@conceptwatch/platform/observability')]);
  if (options.events) await jobs.requireWritable(options.events);
  const { terminal, signal } = session;
  const { request, close } = await prepareReplay(loaded.config, { ...options, logger: new PinoLogger({ level: 'warn', format: loaded.config.observability.logFormat }) });
  try {
    const show = progressLine(terminal, options.progress ?? false);
    const document = jobs.replayDocument(options.stream, await jobs.replayStream({ ...request, signal, onProgress: (done, total) => show('Replaying', done, total) }));
    if (options.events) await writeFile(options.events, document.events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    if (options.json) terminal.printJson(document);
    else terminal.print(jobs.describeReplay(document));
    if (document.same === false && document.incomplete.length === 0) session.exit(EXIT.fault);
    else if (document.drift) session.exit(EXIT.drift);
  } finally {
    await close();
  }
}
