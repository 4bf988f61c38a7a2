import type { BrokerReport } from '@conceptwatch/ports';
import type { Admin } from 'kafkajs';

/**
 * What the brokers say of themselves and of the given topics; topics that do not exist are left out.
 *
 * @throws what kafkajs says when no broker answers
 */
export async function brokerReport(admin: Admin, wanted: readonly string[]): Promise<BrokerReport> {
  const { brokers } = await admin.describeCluster();
  const existing = new Set(await admin.listTopics());
  const { topics } = await admin.fetchTopicMetadata({ topics: wanted.filter((topic) => existing.has(topic)) });
  const reports = topics.map(async ({ name, partitions }) => ({
    topic: name,
    partitions: partitions.length,
    underReplicated: partitions.filter(({ isr, replicas }) => isr.length < replicas.length).length,
    written: (await admin.fetchTopicOffsets(name)).reduce((sum, { high }) => sum + Number(high), 0),
  }));
  return { brokers: brokers.length, topics: await Promise.all(reports) };
}
