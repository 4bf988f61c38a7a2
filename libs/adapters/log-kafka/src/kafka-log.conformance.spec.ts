import { describeMessageLog, describeWhere, kafkaAvailability, startKafka, systemClock } from '@conceptwatch/testing';
import { KafkaLog } from './kafka-log';

describeWhere(kafkaAvailability(), 'KafkaLog', () =>
  describeMessageLog('KafkaLog', async () => {
    const broker = await startKafka();
    return {
      open: () => KafkaLog.connect({ brokers: broker.brokers, clientId: 'conformance', clock: systemClock }),
      dispose: () => broker.dispose(),
      patienceMs: 15_000,
    };
  }),
);
