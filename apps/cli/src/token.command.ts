import type { Scope } from '@conceptwatch/contracts';
import { type Command, Option } from 'commander';
import { EXIT } from './exit-codes';
import { withCommonOptions, type CommonOptions } from './options';
import { loadServiceSettings } from './service-settings';
import type { Session } from './session';

interface TokenOptions extends CommonOptions {
  name: string;
  role: 'viewer' | 'operator' | 'admin';
  scope?: Scope[];
  data?: string;
  list?: boolean;
  revoke?: string;
}

const EXAMPLES = `
Examples:
  conceptwatch token                                 a new token for the web app and the API
  conceptwatch token --name camera-7 --role operator --scope images     sends images, and nothing else
  conceptwatch token --list
  conceptwatch token --revoke 3f0a9c51d2e84b76

A token is shown once; only its digest is kept.`;

/** `conceptwatch token`: makes, lists and revokes access tokens of a data folder, also while a service runs on it. */
export function registerToken(program: Command, session: Session): void {
  const command = program
    .command('token')
    .description('make, list or revoke access tokens')
    .option('--name <name>', 'whom the token is for', 'command line')
    .addOption(new Option('--role <role>', 'what it may do').choices(['viewer', 'operator', 'admin']).default('admin'))
    .addOption(new Option('--scope <name...>', 'parts of the API that it is for (default: all that the role may)').choices(['images', 'streams', 'jobs', 'library', 'access'] satisfies Scope[]))
    .option('--data <dir>', 'data folder of the service (default: its setting storage.directory)')
    .option('--list', 'list the tokens')
    .option('--revoke <id>', 'revoke a token')
    .addHelpText('after', EXAMPLES);
  withCommonOptions(command).action((options: TokenOptions, invoked: Command) => manageTokens(options, invoked, session));
}

async function manageTokens(options: TokenOptions, command: Command, session: Session): Promise<void> {
  const { openTokens } = await import('@conceptwatch/composition');
  const { loaded } = await loadServiceSettings(command, { flags: { 'storage.directory': options.data } });
  const { vault, close } = await openTokens(loaded.config.storage.directory);
  const { terminal } = session;
  try {
    if (options.list) {
      const tokens = await vault.list();
      const lines = tokens.map(({ id, name, role, scopes, createdAt }) => `${id}  ${role.padEnd(8)}  ${new Date(createdAt).toISOString().slice(0, 10)}  ${name}${scopes ? ` (${scopes.join(', ')})` : ''}`);
      return options.json ? terminal.printJson(tokens) : terminal.print(lines.join('\n') || 'There are no tokens.');
    }
    if (options.revoke !== undefined) {
      const done = await vault.revoke(options.revoke);
      if (!done) session.exit(EXIT.refused);
      return options.json ? terminal.printJson({ revoked: done }) : terminal.print(done ? `Token ${options.revoke} is revoked.` : `There is no token ${options.revoke}; --list shows them.`);
    }
    const { secret, ...token } = await vault.create(options.name, options.role, options.scope ? { scopes: options.scope } : {});
    if (options.json) terminal.printJson({ ...token, token: secret });
    else terminal.print(`${secret}\n(${[token.role, ...(token.scopes ?? [])].join(', ')}, id ${token.id}; shown once)`);
  } finally {
    await close();
  }
}
