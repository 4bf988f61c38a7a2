import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeStateStore, describeWhere, postgresAvailability, startPostgres } from '@conceptwatch/testing';
import { SqlStateStore } from './sql-state-store';

describeStateStore('SqlStateStore on SQLite', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'state-'));
  return {
    open: (clock) => SqlStateStore.openSqlite({ path: join(directory, 'state.db'), clock }),
    dispose: async () => rmSync(directory, { recursive: true, force: true }),
  };
});

describeWhere(postgresAvailability(), 'SqlStateStore on PostgreSQL', () =>
  describeStateStore('SqlStateStore on PostgreSQL', async () => {
    const cluster = await startPostgres();
    return {
      open: (clock) => SqlStateStore.openPostgres({ url: cluster.url, clock }),
      dispose: async () => cluster.stop(),
    };
  }),
);
