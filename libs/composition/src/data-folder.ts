import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedLog } from '@conceptwatch/adapters/log-embedded';
import { SqliteHistory } from '@conceptwatch/adapters/history';
import { SqlStateStore } from '@conceptwatch/adapters/state-sql';
import { TOPICS } from '@conceptwatch/contracts';
import type { BrokerReport, Clock, History, Logger, MessageLog, StateStore } from '@conceptwatch/ports';

export interface DataFolder {
  log: MessageLog;
  state: StateStore;
  history: History;
  /** Where the log is on Kafka. */
  brokers?: () => Promise<BrokerReport>;
  close(): Promise<void>;
}

/** Everything that standalone keeps, in one folder. The log's lock guards it against a second process. */
export async function openDataFolder(directory: string, { clock, logger, retentionBytes }: { clock: Clock; logger: Logger; retentionBytes: number }): Promise<DataFolder> {
  mkdirSync(directory, { recursive: true });
  const log = EmbeddedLog.open({ directory, clock, logger });
  const small = Math.max(64 << 20, retentionBytes / 8);
  await log.createTopics([
    { topic: TOPICS.images, partitions: 1, retentionBytes },
    { topic: TOPICS.embeddings, partitions: 1, retentionBytes: small },
    { topic: TOPICS.scores, partitions: 1, retentionBytes: small },
    { topic: TOPICS.driftEvents, partitions: 1, retentionBytes: small },
    { topic: TOPICS.deadLetters, partitions: 1, retentionBytes: small },
    { topic: TOPICS.control, partitions: 1, compacted: true },
  ]);
  const state = await SqlStateStore.openSqlite({ path: join(directory, 'state.db'), clock });
  const history = SqliteHistory.open({ path: join(directory, 'history.db') });
  return {
    log,
    state,
    history,
    close: async () => {
      await log.close();
      await history.close();
      await state.close();
    },
  };
}
