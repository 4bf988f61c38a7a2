import { PostgresHistory } from '@conceptwatch/adapters/history';
import { KafkaLog } from '@conceptwatch/adapters/log-kafka';
import { SqlStateStore } from '@conceptwatch/adapters/state-sql';
import { TOPICS } from '@conceptwatch/contracts';
import { ConfigInvalid } from '@conceptwatch/platform/config';
import type { Clock, Logger, MessageLog } from '@conceptwatch/ports';
import { kafkaConnection } from './cluster-config';
import { type DataFolder, openDataFolder } from './data-folder';
import type { ServiceConfig } from './standalone-config';

type StorageConfig = Pick<ServiceConfig, 'kafka' | 'database' | 'storage'>;

/** Whether log, state and history are shared with other processes. */
export const isShared = ({ kafka, database }: StorageConfig): boolean => kafka.brokers !== undefined && database.url !== undefined;

/**
 * Log, state and history as the settings choose them: Kafka and PostgreSQL, or one folder. Both or neither: a log that
 * others share with a state that they do not see would lose their work.
 *
 * @throws ConfigInvalid, and what the broker or the database say when they do not answer
 */
export async function openStorage(config: StorageConfig, { clock, logger }: { clock: Clock; logger: Logger }): Promise<DataFolder> {
  const { kafka, database, storage } = config;
  if (isShared(config)) return openShared(config, { clock, logger });
  if (kafka.brokers !== undefined) throw missing('database.url', 'DATABASE_URL', 'Kafka is set and PostgreSQL is not');
  if (database.url !== undefined) throw missing('kafka.brokers', 'KAFKA_BROKERS', 'PostgreSQL is set and Kafka is not');
  return openDataFolder(storage.directory, { clock, logger, retentionBytes: storage.retentionBytes });
}

/** For a process that is one of several. @throws ConfigInvalid when its storage is not shared */
export function requireShared(config: StorageConfig): void {
  if (config.kafka.brokers === undefined) throw missing('kafka.brokers', 'KAFKA_BROKERS', 'A role in a process of its own works over Kafka');
  if (config.database.url === undefined) throw missing('database.url', 'DATABASE_URL', 'A role in a process of its own keeps its state in PostgreSQL');
}

async function openShared({ kafka, database, storage }: StorageConfig, { clock, logger }: { clock: Clock; logger: Logger }): Promise<DataFolder> {
  const url = database.url as string;
  const state = await SqlStateStore.openPostgres({ url, clock, logger });
  const history = await PostgresHistory.open({ url, logger });
  const log = await KafkaLog.connect({ ...kafkaConnection(kafka), clock, logger });
  await prepareTopics(log, { partitions: kafka.partitions, retentionBytes: storage.retentionBytes });
  const close = async () => {
    await log.close();
    await history.close();
    await state.close();
  };
  return { log, state, history, brokers: () => log.brokers(Object.values(TOPICS)), close };
}

/** Makes the topics that are missing. Those that exist belong to an operator, who chose their partitions; only that of one image has to be the same all along its way. */
async function prepareTopics(log: MessageLog, { partitions, retentionBytes }: { partitions: number; retentionBytes: number }): Promise<void> {
  const small = Math.max(64 << 20, retentionBytes / 8);
  const way = [TOPICS.images, TOPICS.embeddings, TOPICS.scores];
  await log.createTopics([
    { topic: TOPICS.images, partitions, retentionBytes, takesExisting: true },
    { topic: TOPICS.embeddings, partitions, retentionBytes: small, takesExisting: true },
    { topic: TOPICS.scores, partitions, retentionBytes: small, takesExisting: true },
    { topic: TOPICS.driftEvents, partitions: 1, retentionBytes: small, takesExisting: true },
    { topic: TOPICS.deadLetters, partitions: 1, retentionBytes: small, takesExisting: true },
    { topic: TOPICS.control, partitions: 1, compacted: true },
  ]);
  const found = await Promise.all(way.map((topic) => log.partitionsOf(topic)));
  if (new Set(found).size === 1) return;
  await log.close();
  const problem = `${way.map((topic, i) => `${topic} has ${found[i]}`).join(', ')} partitions: give them equally many, or set this to what those have that exist, so that an image keeps its partition.`;
  throw new ConfigInvalid([{ key: 'kafka.partitions', source: 'compared with the topics in Kafka', problem }]);
}

const missing = (key: string, variable: string, why: string): ConfigInvalid =>
  new ConfigInvalid([{ key, source: 'nowhere set', problem: `${why}: set ${variable}. For everything in one process set neither (npm start, or conceptwatch watch).` }]);
