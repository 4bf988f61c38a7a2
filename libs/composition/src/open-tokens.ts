import { existsSync } from 'node:fs';
import path from 'node:path';
import { SqlStateStore } from '@conceptwatch/adapters/state-sql';
import { RefusedInput } from '@conceptwatch/jobs';
import { SystemClock } from '@conceptwatch/platform/observability';
import { TokenVault } from '@conceptwatch/platform/runtime';

/**
 * The access tokens of a data folder, also while a service runs on it.
 *
 * @throws RefusedInput when nothing was ever started there
 */
export async function openTokens(directory: string): Promise<{ vault: TokenVault; close(): Promise<void> }> {
  const file = path.join(directory, 'state.db');
  if (!existsSync(file)) throw new RefusedInput('option-invalid', `There is no state in "${directory}": start conceptwatch there first, or name its data folder with --data.`);
  const clock = new SystemClock();
  const state = await SqlStateStore.openSqlite({ path: file, clock });
  return { vault: new TokenVault(state, clock), close: () => state.close() };
}
