import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import type { BrokerReport } from '@conceptwatch/ports';
import { PrometheusMetricSink } from './prometheus-metric-sink';
import { reportBrokers } from './report-brokers';

const REPORT: BrokerReport = { brokers: 3, topics: [{ topic: 'scores.v1', partitions: 12, underReplicated: 2, written: 4_711 }] };

it('shows what the brokers say, and nothing but that they are away when they do not answer', async () => {
  const sink = new PrometheusMetricSink({ registry: new Registry() });
  let answer = (): Promise<BrokerReport> => Promise.resolve(REPORT);
  reportBrokers(sink, () => answer());
  const lines = async () => (await sink.render()).split('\n').filter((line) => line.startsWith('conceptwatch_kafka'));
  expect(await lines()).toEqual([
    'conceptwatch_kafka_up 1',
    'conceptwatch_kafka_brokers 3',
    'conceptwatch_kafka_partitions{topic="scores.v1"} 12',
    'conceptwatch_kafka_under_replicated_partitions{topic="scores.v1"} 2',
    'conceptwatch_kafka_written_records{topic="scores.v1"} 4711',
  ]);
  answer = () => Promise.reject(new Error('the brokers are gone'));
  expect(await lines()).toEqual(['conceptwatch_kafka_up 0']);
  answer = () => Promise.resolve(REPORT);
  expect(await lines()).toHaveLength(5);
});
