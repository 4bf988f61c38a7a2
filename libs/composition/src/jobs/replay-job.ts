import { SLUG } from '@conceptwatch/contracts';
import { describeReplay, replayDocument, replayStream } from '@conceptwatch/jobs';
import type { JobDefinition } from '@conceptwatch/ports';
import { z } from 'zod';
import { replayRequest } from '../backfill/prepare-replay';
import { defineJob } from './define-job';
import type { JobParts } from './job-parts';

/** A stream's stored scores through the engine again. */
export const replayJob = (parts: JobParts): JobDefinition =>
  defineJob({
    name: 'replay',
    title: 'Replay a stream',
    description: 'Sends the stored scores of a stream through the engine again: the same events bit for bit, or those of other settings. Changes nothing.',
    options: z.strictObject({
      stream: z.string().regex(SLUG).describe('Name of the stream.').meta({ format: 'stream' }),
      window: z.int().min(20).max(1_000_000).optional().describe('As if the window had been so large.'),
      imagesBetweenFalseAlarms: z.number().min(10).max(1e12).optional().describe('As if this had been promised.'),
      mode: z.enum(['proved', 'calibrated']).optional().describe('As if the promise had been kept in this way.'),
    }),
    async run(options, context) {
      const request = await replayRequest(parts, options);
      const document = replayDocument(options.stream, await replayStream({ ...request, signal: context.signal, onProgress: (done, total) => context.progress('Replaying', done, total) }));
      const events = document.events.map((event) => `${JSON.stringify(event)}\n`).join('');
      const table = [['at', 'kind', 'concept', 'direction', 'share', 'ks', 'sentence'], ...document.events.map(({ at, kind, concept, direction, share, ks, sentence }) => [at, kind, concept, direction, share, ks, sentence])];
      return { summary: describeReplay(document).split('\n').slice(-2).join(' '), result: document, table, files: [{ name: 'events.jsonl', contentType: 'application/x-ndjson', bytes: Buffer.from(events) }] };
    },
  });
