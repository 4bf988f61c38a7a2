import { PostgresHistory } from '@conceptwatch/adapters/history';
import { KafkaLog } from '@conceptwatch/adapters/log-kafka';
import { SqlStateStore } from '@conceptwatch/adapters/state-sql';
import { TOPICS } from '@conceptwatch/contracts';
import { ConfigInvalid } from '@conceptwatch/platform/config';
import type { Clock, Logger } from '@conceptwatch/ports';
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
  const { partitions } = kafka;
  const small = Math.max(64 << 20, storage.retentionBytes / 8);
  await log.createTopics([
    { topic: TOPICS.images, partitions, retentionBytes: storage.retentionBytes },
    { topic: TOPICS.embeddings, partitions, retentionBytes: small },
    { topic: TOPICS.scores, partitions, retentionBytes: small },
    { topic: TOPICS.driftEvents, partitions: 1, retentionBytes: small },
    { topic: TOPICS.deadLetters, partitions: 1, retentionBytes: small },
    { topic: TOPICS.control, partitions: 1, compacted: true },
  ]);
  const close = async () => {
    await log.close();
    await history.close();
    await state.close();
  };
  return { log, state, history, brokers: () => log.brokers(Object.values(TOPICS)), close };
}

const missing = (key: string, variable: string, why: string): ConfigInvalid =>
  new ConfigInvalid([{ key, source: 'nowhere set', problem: `${why}: set ${variable}. For everything in one process set neither (npm start, or conceptwatch watch).` }]);
