import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeMessageLog, systemClock } from '@conceptwatch/testing';
import { EmbeddedLog } from './embedded-log';

describeMessageLog('EmbeddedLog', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'log-'));
  return {
    open: async () => EmbeddedLog.open({ directory, clock: systemClock }),
    dispose: async () => rmSync(directory, { recursive: true, force: true }),
  };
});
