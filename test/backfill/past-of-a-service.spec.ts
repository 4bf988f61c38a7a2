import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedLog } from '@conceptwatch/adapters/log-embedded';
import { KafkaLog } from '@conceptwatch/adapters/log-kafka';
import { type DriftEvent, imageCodec, type StreamSummary, TOPICS } from '@conceptwatch/contracts';
import type { BackfillSummary, EventLine, Redriven, ReplayDocument } from '@conceptwatch/jobs';
import type { StoredRecord } from '@conceptwatch/ports';
import { type KafkaBroker, kafkaAvailability, startKafka, systemClock } from '@conceptwatch/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../e2e/run-cli';
import { RunningService, temporaryFolder, until } from '../e2e/running-service';
import { describeWhere } from '../requirements';
import { BEFORE, filesBelow, type MadePast, makePast } from './backfill-data';

const folder = temporaryFolder();
const data = join(folder.path, 'data');
let past: MadePast;
let images: StoredRecord[];
let told: Omit<DriftEvent, 'sentence'>[];

/** A service that has watched a folder and was ended: what it recorded is what everything here is compared with. */
beforeAll(async () => {
  past = await makePast(folder.path);
  const service = await RunningService.watch(['--baseline', past.baseline, '--source', join(past.root, 'past'), '--stream', 'main', '--bank', past.bank, '--window', '60', '--admin.images-between-false-alarms', '2000'], data);
  await until(() => service.get<StreamSummary[]>('/streams'), ([stream]) => stream.images === past.images.length, 60_000);
  const events = await service.get<{ events?: DriftEvent[] } | DriftEvent[]>('/streams/main/events');
  told = (Array.isArray(events) ? events : (events.events ?? [])).map(({ sentence: _, ...event }) => event);
  await service.program.kill('SIGTERM');
  const log = EmbeddedLog.open({ directory: data, clock: systemClock });
  images = await log.read(TOPICS.images, 0, 0, 10_000);
  await log.close();
}, 180_000);
afterAll(folder.remove);

async function json<T>(args: string[], env: Record<string, string> = {}): Promise<{ code: number | null; document: T }> {
  const { code, stdout, stderr } = await runCli([...args, '--json'], { env });
  try {
    return { code, document: JSON.parse(stdout) as T };
  } catch {
    throw new Error(`exit ${code}: ${stderr}`);
  }
}

const recordedOnly = ({ id, concept, kind, at, since, ks, location, share, evidence }: EventLine | Omit<DriftEvent, 'sentence'>) => ({ id, concept, kind, at, since, ks, location, share, evidence });

describe('the past of a service', () => {
  it('replays to the events that the service told, bit for bit', async () => {
    expect(told.length).toBeGreaterThan(0);
    const { code, document } = await json<ReplayDocument>(['replay', '--stream', 'main', '--data', data]);
    expect(document).toMatchObject({ same: true, drift: true, images: past.images.length, incomplete: [], comparison: { same: told.length, different: [], missing: [], extra: [] } });
    expect(code).toBe(3);
    const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
    expect(document.events.map(recordedOnly).sort(byId)).toEqual(told.map(recordedOnly).sort(byId));
    const { stdout } = await runCli(['replay', '--stream', 'main', '--data', data]);
    expect(stdout).toContain(`They are the ${told.length} recorded events, bit for bit.`);
  }, 60_000);

  it('replays under other settings as what would have been told', async () => {
    const strict = await json<ReplayDocument>(['replay', '--stream', 'main', '--data', data, '--images-between-false-alarms', '1e12', '--events', join(folder.path, 'strict.jsonl')]);
    expect(strict.document.same).toBeNull();
    const onset = (events: { kind: string; concept: string; position?: number; id: string }[]) => events.filter(({ kind, concept }) => kind === 'onset' && concept === 'snow').map(({ id }) => Number(id.split('/')[2]))[0] ?? Infinity;
    expect(onset(strict.document.events)).toBeGreaterThan(onset(told));
    expect(readFileSync(join(folder.path, 'strict.jsonl'), 'utf8').split('\n').filter(Boolean)).toHaveLength(strict.document.events.length);
    const again = await json<ReplayDocument>(['replay', '--stream', 'main', '--data', data]);
    expect(again.document.same).toBe(true);
  }, 60_000);

  it('is backfilled from history without images: the same bank gives the same events, bit for bit', async () => {
    const out = join(folder.path, 'from-history');
    const { code, document } = await json<BackfillSummary>(['backfill', '--from', 'history', '--stream', 'main', '--data', data, '--out', out, '--chunk', '64']);
    expect(code).toBe(3);
    expect(document.images.scored).toBe(past.images.length);
    const lines = readFileSync(join(out, 'drift-events.jsonl'), 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line) as EventLine);
    const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
    expect(lines.map(recordedOnly).sort(byId)).toEqual(told.map(recordedOnly).sort(byId));
  }, 60_000);

  it('is backfilled from history with a concept that nobody had thought of', async () => {
    writeFileSync(join(folder.path, 'new.yaml'), 'name: new\nconcepts: [snow field, cat]\n');
    const { document } = await json<BackfillSummary>(['backfill', '--from', 'history', '--stream', 'main', '--bank', join(folder.path, 'new.yaml'), '--data', data, '--out', join(folder.path, 'new-concept')]);
    expect(document.concepts.map(({ concept }) => concept).sort()).toEqual(['cat', 'snow-field']);
    expect(document.images.scored).toBe(past.images.length);
  }, 60_000);

  it('is backfilled from its own inbox, with the ids that its images have', async () => {
    const { code, document } = await json<BackfillSummary>(['backfill', '--from', `log:${data}`, '--stream', 'main', '--data', data, '--out', join(folder.path, 'from-log'), '--fetch.folders', join(past.root, 'past')]);
    expect(code).toBe(3);
    expect(document.images).toEqual({ items: images.length, scored: past.images.length, refused: 1 });
    expect(document.episodes[0].since_position).toBeGreaterThan(BEFORE - 20);
  }, 60_000);

  it('sends its dead letters back as they were', async () => {
    const dry = await json<Redriven>(['redrive', '--dry-run', '--data', data]);
    expect(dry.document).toMatchObject({ dry_run: true, letters: 1, sent: 1, by_reason: { truncated: 1 }, by_topic: { 'images.v1': 1 } });
    const none = await json<Redriven>(['redrive', '--reason', 'decode-timeout', '--data', data]);
    expect(none.document).toMatchObject({ sent: 0, unsent: { 'other-reason': 1 } });
    const { stdout } = await runCli(['redrive', '--data', data]);
    expect(stdout).toContain('Sent 1 of 1 dead letters back to images.v1: 1 truncated.');
    const log = EmbeddedLog.open({ directory: data, clock: systemClock });
    const [sent] = await log.read(TOPICS.images, 0, images.length, 10);
    await log.close();
    const refused = images.find(({ value }) => imageCodec.decode(value).metadata.name === '0100-damaged.jpg')!;
    expect(Buffer.compare(sent.value, refused.value)).toBe(0);
    expect(sent.key).toBe(refused.key);
    expect((await json<Redriven>(['redrive', '--data', data])).document).toMatchObject({ sent: 0, unsent: { 'sent-before': 1 } });
  }, 60_000);

  it('refuses in words what is not there, and a folder that a service works on', async () => {
    const refusal = async (args: string[]) => {
      const { code, stderr } = await runCli(args);
      expect(code, stderr).toBe(2);
      return stderr;
    };
    expect(await refusal(['replay', '--stream', 'elsewhere', '--data', data])).toContain('There is no stream "elsewhere"');
    const log = EmbeddedLog.open({ directory: data, clock: systemClock });
    const { code, stderr } = await runCli(['redrive', '--data', data]);
    await log.close();
    expect(code).not.toBe(0);
    expect(stderr).toContain('is in use by');
    for (const verb of ['replay', 'redrive']) expect((await runCli([verb, '--help'])).stdout).toContain('Examples:');
  }, 60_000);
});

describeWhere(kafkaAvailability(), 'a range of a Kafka topic', () => {
  let broker: KafkaBroker;

  beforeAll(async () => {
    broker = await startKafka();
    const log = await KafkaLog.connect({ brokers: broker.brokers, clientId: 'test', clock: systemClock });
    await log.createTopics([{ topic: TOPICS.images, partitions: 2 }]);
    // Images by value; cameras alternate between the partitions.
    for (const [i, bytes] of past.images.entries()) await log.publish([{ topic: TOPICS.images, partition: i % 2, timestamp: 1_000 * i, value: imageCodec.encode({ imageId: `photo-${i}`, stream: 'main', source: `cam-${i % 2}`, capturedAtMs: BigInt(60_000 * i), content: { case: 'bytes', value: bytes } }) }]);
    await log.publish([{ topic: TOPICS.images, partition: 0, value: Uint8Array.of(2, 0, 0) }]);
    await log.close();
  }, 240_000);
  afterAll(() => broker.dispose());

  it('is backfilled in the order of its time, and once more after a kill with the same result', async () => {
    const args = (out: string, query = '') => ['backfill', '--from', `kafka://${broker.brokers.join(',')}${query}`, '--stream', 'main', '--baseline', past.baseline, '--bank', past.bank, '--window', '60', '--images-between-false-alarms', '2000', '--chunk', '64', '--data', join(folder.path, 'none'), '--out', join(folder.path, out)];
    const { code, document } = await json<BackfillSummary>(args('kafka'));
    expect(code, JSON.stringify(document)).toBe(3);
    expect(document).toMatchObject({ images: { items: past.images.length + 1, scored: past.images.length, refused: 1 }, refused_by_reason: { 'unsupported-version': 1 } });
    expect(document.episodes[0]).toMatchObject({ concept: 'snow', direction: 'rose' });
    const range = await json<BackfillSummary>(args('kafka-range', '?partitions=1&from=10&to=60'));
    expect(range.document.images).toEqual({ items: 50, scored: 50, refused: 0 });
    await json(args('kafka-again'));
    expect(filesBelow(join(folder.path, 'kafka-again'))).toEqual(filesBelow(join(folder.path, 'kafka')));
  }, 120_000);
});
