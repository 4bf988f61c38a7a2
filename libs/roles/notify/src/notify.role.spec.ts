import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EmbeddedLog } from '@conceptwatch/adapters/log-embedded';
import { SqlStateStore } from '@conceptwatch/adapters/state-sql';
import { driftEventCodec, type MuteDefinition, muteId, TOPICS } from '@conceptwatch/contracts';
import { PrometheusMetricSink, Registry } from '@conceptwatch/platform/observability';
import { type Logger, type MessageLog, NotificationRefused, NotificationUndelivered, type StateStore } from '@conceptwatch/ports';
import { ManualClock, systemClock } from '@conceptwatch/testing';
import { notifyConfigSchema } from './notify.config';
import { NotifyRole } from './notify.role';

const quiet: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const clock = new ManualClock();
let log: MessageLog;
let state: StateStore;
let role: NotifyRole;
let sink: PrometheusMetricSink;
beforeEach(async () => {
  log = EmbeddedLog.open({ directory: ':memory:', clock: systemClock });
  state = await SqlStateStore.openSqlite({ path: ':memory:', clock: systemClock });
  await log.createTopics([{ topic: TOPICS.driftEvents, partitions: 1 }]);
  sink = new PrometheusMetricSink({ registry: new Registry() });
});
afterEach(async () => {
  await role.onApplicationShutdown();
  await log.close();
  await state.close();
});

const publish = (concept: string, kind = 'onset', at = clock.now()) =>
  log.publish([
    {
      topic: TOPICS.driftEvents,
      key: 'yard',
      value: driftEventCodec.encode({ eventId: `yard/0/1/${concept}/${kind}`, stream: 'yard', concept, text: concept, kind, direction: 'rose', atMs: BigInt(at), sinceMs: BigInt(at), distance: 0.4, location: 0.1, share: 0.4, evidence: 9, certified: true }),
    },
  ]);

/** @param answer of the receiver to the concept, at its nth notification in all */
async function start(answer: (concept: string, call: number) => Error | undefined): Promise<string[]> {
  const told: string[] = [];
  let calls = 0;
  const notifier = {
    notify: (event: { concept: string; sentence: string }) => {
      const error = answer(event.concept, ++calls);
      if (!error) told.push(event.sentence);
      return error ? Promise.reject(error) : Promise.resolve();
    },
  };
  role = new NotifyRole(log, notifier, notifyConfigSchema.parse({}), sink, quiet, clock, state);
  await role.onApplicationBootstrap();
  return told;
}

describe('NotifyRole', () => {
  it('tells every event in words, in order', async () => {
    const told = await start(() => undefined);
    await publish('snow');
    await publish('snow', 'recovery');
    await vi.waitFor(() => expect(told).toEqual([expect.stringMatching(/^snow rose for 40 % of images since .+ \(D = 0\.40\)$/), 'snow is back to normal']), 5_000);
  });

  it('tells again what was not delivered, and nothing later before it', async () => {
    const told = await start((_, call) => (call <= 1 ? new NotificationUndelivered('gone') : undefined));
    await publish('snow');
    await publish('fog');
    await vi.waitFor(() => expect(told.map((sentence) => sentence.split(' ')[0])).toEqual(['snow', 'fog']), 20_000);
    expect(await sink.render()).toContain('conceptwatch_notifications_total{outcome="undelivered"} 1');
  });

  it('goes on after what was refused', async () => {
    const told = await start((concept) => (concept === 'snow' ? new NotificationRefused('no') : undefined));
    await publish('snow');
    await publish('fog');
    await vi.waitFor(() => expect(told).toHaveLength(1), 5_000);
    expect(told[0]).toMatch(/^fog/);
    expect(await sink.render()).toContain('conceptwatch_notifications_total{outcome="refused"} 1');
  });

  it('is silent about what somebody muted, until the mute ends', async () => {
    const mute = (concept: string, until: number) => state.put<MuteDefinition>('mute', muteId('yard', concept), { stream: 'yard', concept, until, by: 'somebody', reason: '' });
    await mute('snow', clock.now() + 1);
    await mute('rain', clock.now() - 1);
    const told = await start(() => undefined);
    for (const concept of ['snow', 'rain']) await publish(concept);
    await vi.waitFor(() => expect(told).toHaveLength(1), 20_000);
    expect(told[0]).toMatch(/^rain/);
    expect(await sink.render()).toContain('conceptwatch_notifications_total{outcome="muted"} 1');
  });

  it('is silent about what is long ago', async () => {
    const told = await start(() => undefined);
    await publish('snow', 'onset', clock.now() - 2 * 86_400_000);
    await publish('fog');
    await vi.waitFor(() => expect(told).toHaveLength(1), 5_000);
    expect(told[0]).toMatch(/^fog/);
  });
});
