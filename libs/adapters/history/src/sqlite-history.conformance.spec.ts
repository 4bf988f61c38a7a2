import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeHistory } from '@conceptwatch/testing';
import { SqliteHistory } from './sqlite-history';

describeHistory('SqliteHistory', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'history-'));
  return {
    open: async () => SqliteHistory.open({ path: join(directory, 'history.db') }),
    dispose: async () => rmSync(directory, { recursive: true, force: true }),
  };
});
