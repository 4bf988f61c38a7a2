import type { Command } from 'commander';
import { withCommonOptions, type CommonOptions } from './options';
import { loadServiceSettings, withServiceSettings } from './service-settings';
import type { Session } from './session';

type ConfigOptions = CommonOptions & { config?: string };

const examples = (verb: string): string => `
Examples:
  conceptwatch ${verb}
  conceptwatch ${verb} --config settings.yaml
  CONCEPTWATCH_HTTP_PORT=3001 conceptwatch ${verb} --admin.window 300

Flags win over the environment (CONCEPTWATCH_PART_KEY), the environment over the file, the file over the defaults.`;

/** `verify-config` says whether the settings are valid, `print-config` what holds and where it was written. */
export function registerConfig(program: Command, session: Session): void {
  const verify = program.command('verify-config').description('check the settings of a service; exit code 2 names every wrong one').addHelpText('after', examples('verify-config'));
  withCommonOptions(withServiceSettings(verify)).action(async (options: ConfigOptions, command: Command) => {
    const { loaded } = await loadServiceSettings(command, options);
    if (options.json) session.terminal.printJson({ ok: true, set: Object.fromEntries(loaded.origins) });
    else session.terminal.print(`The settings are valid; ${loaded.origins.size} of them are not the default.`);
  });
  const print = program.command('print-config').description('print the settings that hold, and where each was written').addHelpText('after', examples('print-config'));
  withCommonOptions(withServiceSettings(print)).action(async (options: ConfigOptions, command: Command) => {
    const { configuration, loaded } = await loadServiceSettings(command, options);
    const text = configuration.print(loaded).trimEnd();
    if (options.json) session.terminal.printJson((await import('yaml')).parse(text));
    else session.terminal.print(text);
  });
}
