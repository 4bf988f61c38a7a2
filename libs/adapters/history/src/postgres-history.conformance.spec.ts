import { describeHistory, describeWhere, postgresAvailability, startPostgres } from '@conceptwatch/testing';
import { PostgresHistory } from './postgres-history';

describeWhere(postgresAvailability(), 'PostgresHistory', () =>
  describeHistory('PostgresHistory', async () => {
    const cluster = await startPostgres();
    return {
      open: () => PostgresHistory.open({ url: cluster.url }),
      dispose: async () => cluster.stop(),
    };
  }),
);
