import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EmbeddedLog } from '@conceptwatch/adapters/log-embedded';
import { deadLetterCodec, embeddingCodec, imageCodec, TOPICS } from '@conceptwatch/contracts';
import type { OutgoingRecord } from '@conceptwatch/ports';
import { systemClock } from '@conceptwatch/testing';
import { JournaledLog } from './journaled-log';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const headers = { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` };
const OF_THE_IMAGE = { image: 'a', stream: 'yard', source: 'gate', trace: TRACE };
const image = { topic: TOPICS.images, key: 'yard', headers, value: imageCodec.encode({ imageId: 'a', stream: 'yard', source: 'gate' }) };
const embedding = { topic: TOPICS.embeddings, key: 'yard', headers, value: embeddingCodec.encode({ imageId: 'a', stream: 'yard', source: 'gate' }) };
const letter = { topic: TOPICS.deadLetters, key: 'yard', headers, value: deadLetterCodec.encode({ imageId: 'a', stream: 'yard', source: 'gate', stage: 'decode', reason: 'truncated' }) };

describe('JournaledLog', () => {
  let lines: { level: string; message: string; fields: Record<string, unknown> }[];
  let logger: ConstructorParameters<typeof JournaledLog>[1];
  let log: JournaledLog;
  const inner = () => EmbeddedLog.open({ directory: ':memory:', clock: systemClock });
  beforeEach(async () => {
    lines = [];
    const at = (level: string) => (message: string, fields: Record<string, unknown> = {}) => void lines.push({ level, message, fields });
    logger = { level: 'debug', debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
    log = new JournaledLog(inner(), logger);
    await log.createTopics([TOPICS.images, TOPICS.embeddings, TOPICS.deadLetters].map((topic) => ({ topic, partitions: 1 })));
  });
  afterEach(() => log.close());
  const follow = (group: string, topic: string, handle: () => Promise<OutgoingRecord[]>) => log.consume({ group, topic, maxRecords: 10 }, handle);

  it('names image, source and trace in the same words wherever the image is', async () => {
    await follow('ingest', TOPICS.images, () => Promise.resolve([embedding]));
    await follow('concept-bank', TOPICS.embeddings, () => Promise.resolve([]));
    await log.publish([image]);
    await vi.waitFor(() => expect(lines).toHaveLength(3), 20_000);
    expect(lines.map(({ fields }) => fields)).toEqual([
      { ...OF_THE_IMAGE, topic: TOPICS.images, partition: 0, offset: 0 },
      { ...OF_THE_IMAGE, role: 'ingest', topic: TOPICS.images, partition: 0, offset: 0 },
      { ...OF_THE_IMAGE, role: 'concept-bank', topic: TOPICS.embeddings, partition: 0, offset: 0 },
    ]);
  });

  it('tells at every level what is set aside and what fails', async () => {
    logger.level = 'info';
    let tries = 0;
    await follow('ingest', TOPICS.images, () => (++tries === 1 ? Promise.reject(new Error('no disk')) : Promise.resolve([letter])));
    await log.publish([image]);
    await vi.waitFor(() => expect(lines.some(({ message }) => message.includes('set aside'))).toBe(true), 20_000);
    expect(lines).toEqual([
      { level: 'warn', message: 'A batch was not handled.', fields: expect.objectContaining({ role: 'ingest', records: 1, first: [{ ...OF_THE_IMAGE, topic: TOPICS.images, partition: 0, offset: 0 }] }) as object },
      { level: 'info', message: 'An image or record was set aside.', fields: { ...OF_THE_IMAGE, stage: 'decode', reason: 'truncated', topic: TOPICS.deadLetters } },
    ]);
  });

  it('says nothing of what goes well unless it is asked to', async () => {
    logger.level = 'info';
    const handled = vi.fn(() => Promise.resolve([]));
    await follow('ingest', TOPICS.images, handled);
    await log.publish([image]);
    await vi.waitFor(() => expect(handled).toHaveBeenCalled(), 20_000);
    expect(lines).toEqual([]);
  });
});
