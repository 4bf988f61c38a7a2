import type { Command } from 'commander';

/** For verbs that take every setting of a service as a flag (`--ingest.batch-size 64`), beside their own options. */
export function withServiceSettings(command: Command): Command {
  return command
    .option('--config <file>', 'settings as YAML or JSON (or CONCEPTWATCH_CONFIG)')
    .allowUnknownOption()
    .allowExcessArguments();
}

/**
 * Loads the settings of a service from file, environment and the flags that the verb itself did not know.
 * Wrong usage ends the command with the nearest right flag.
 */
export async function loadServiceSettings(command: Command, own: { config?: string; flags?: Record<string, string | undefined> }) {
  const { serviceConfiguration } = await import('@conceptwatch/composition');
  const configuration = serviceConfiguration();
  const { flags, file, rest } = configuration.parseFlags(command.args.slice(command.registeredArguments.length), process.env);
  if (rest.length) command.error(`error: unknown option or argument '${rest[0]}'`, { code: 'commander.unknownOption' });
  const given = Object.entries(own.flags ?? {}).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const loaded = configuration.load({ file: own.config ?? file, environment: process.env, flags: { ...flags, ...Object.fromEntries(given) } });
  return { configuration, loaded };
}
