import { readFileSync } from 'node:fs';
import type { KafkaLogOptions } from '@conceptwatch/adapters/log-kafka';
import { ConfigInvalid } from '@conceptwatch/platform/config';
import { z } from 'zod';

export const kafkaConfigSchema = z.strictObject({
  brokers: z.string().optional().describe('Brokers as host:port, separated by commas (also KAFKA_BROKERS). The embedded log when absent.'),
  clientId: z.string().default('conceptwatch').describe('Name under which the broker knows this client.'),
  partitions: z.int().min(1).max(1024).default(4).describe('Partitions of topics that are made; existing topics keep theirs. A source always falls into the same one.'),
  replicationFactor: z.int().min(1).max(9).default(1).describe('Copies of topics that are made: 3 in production.'),
  sessionTimeoutMs: z.int().min(6000).max(300_000).default(30_000).meta({ unit: 'milliseconds' }).describe('A worker that is silent for longer loses its partitions to the others.'),
  tls: z.boolean().default(false).describe('Whether to speak TLS with the brokers.'),
  caFile: z.string().optional().describe('Certificate authority of the brokers, PEM; the system’s when absent.'),
  saslMechanism: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']).optional().describe('How to log in; plain only over TLS.'),
  username: z.string().optional().describe('User of the brokers.'),
  password: z.string().optional().meta({ secret: true }).describe('Password of the user.'),
});

export const databaseConfigSchema = z.strictObject({
  url: z.string().regex(/^postgres(ql)?:\/\//, 'It must begin with postgres://').optional().meta({ secret: true }).describe('PostgreSQL, as postgres://user:password@host:port/database (also DATABASE_URL). Embedded SQLite when absent.'),
});

export type KafkaConfig = z.infer<typeof kafkaConfigSchema>;

/** Variables that everyone knows. */
export const CLUSTER_VARIABLES = { KAFKA_BROKERS: 'kafka.brokers', DATABASE_URL: 'database.url' };

/** @throws ConfigInvalid when a user has no password, or plain passwords would travel in the open */
export function kafkaConnection(kafka: KafkaConfig): Pick<KafkaLogOptions, 'brokers' | 'clientId' | 'ssl' | 'sasl' | 'replicationFactor' | 'sessionTimeoutMs'> {
  const { clientId, replicationFactor, sessionTimeoutMs, saslMechanism: mechanism, username, password, tls, caFile } = kafka;
  const refuse = (key: string, problem: string): never => {
    throw new ConfigInvalid([{ key: `kafka.${key}`, source: 'in the settings of Kafka', problem }]);
  };
  const brokers = (kafka.brokers ?? '').split(',').map((broker) => broker.trim()).filter(Boolean);
  const stray = brokers.find((broker) => !/^[^\s:/]+:\d+$|^\[[0-9a-f:]+\]:\d+$/i.test(broker));
  if (stray !== undefined) refuse('brokers', `"${stray}" is not host:port.`);
  if (mechanism === 'plain' && !tls) refuse('saslMechanism', 'it is "plain" without TLS: the password would travel readable. Set kafka.tls, or use scram-sha-512.');
  if (mechanism && (!username || !password)) refuse('username', `it and kafka.password are needed for ${mechanism}.`);
  return {
    brokers,
    clientId,
    replicationFactor,
    sessionTimeoutMs,
    ...(tls ? { ssl: caFile ? { ca: [readFileSync(caFile, 'utf8')] } : true } : {}),
    ...(mechanism && username && password ? { sasl: { mechanism, username, password } as KafkaLogOptions['sasl'] } : {}),
  };
}
