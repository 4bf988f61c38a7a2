import { type BankDefinition, controlCodec, type StreamDefinition, TOPICS } from '@conceptwatch/contracts';
import { embedBank, parseBank } from '@conceptwatch/jobs';
import type { JobDefinition } from '@conceptwatch/ports';
import { z } from 'zod';
import { keepBank } from '../definitions';
import { defineJob } from './define-job';
import type { JobParts } from './job-parts';

const EXAMPLE = 'name: harbour\nconcepts:\n  - fog\n  - { slug: night, text: at night, kind: context }';

/** Saves a bank; streams that use it go over to it at one control record each. */
export const bankJob = (parts: JobParts): JobDefinition =>
  defineJob({
    name: 'bank',
    title: 'Save a concept bank',
    description: 'Checks a bank, reads its words by the text encoder and keeps it. A word that the encoder does not know is reported, not kept. Streams that use the bank go over to it within seconds.',
    options: z.strictObject({ bank: z.string().min(1).max(1_000_000).describe('The bank as YAML or JSON: a name and a list of concepts.').meta({ format: 'yaml', examples: [EXAMPLE] }) }),
    async run({ bank }) {
      const file = parseBank(bank, 'the bank');
      const embedded = await embedBank(file, await parts.toolbox.textEncoder());
      const { name, concepts, digest } = embedded.definition;
      const before = (await parts.state.get<BankDefinition>('bank', name))?.body;
      await keepBank(parts.state, embedded, file);
      const isNew = before?.digest !== digest;
      const streams = isNew ? await goOver(parts, name) : [];
      const slugs = (list: { slug: string }[] = []): Set<string> => new Set(list.map(({ slug }) => slug));
      const [old, now] = [slugs(before?.concepts), slugs(concepts)];
      const added = [...now].filter((slug) => !old.has(slug));
      const removed = [...old].filter((slug) => !now.has(slug));
      const change = !before ? '' : isNew ? `: ${added.length} new, ${removed.length} gone` : ': nothing changed';
      return { summary: `Bank "${name}" of ${concepts.length} concepts${change}${streams.length ? `; ${streams.join(', ')} ${streams.length === 1 ? 'goes' : 'go'} over to it` : ''}.`, result: { name, digest, concepts, added, removed, streams } };
    },
  });

/** @returns the streams that use the bank, after they were told */
async function goOver({ state, log, clock }: JobParts, bank: string): Promise<string[]> {
  const streams = (await state.list<StreamDefinition>('stream')).filter(({ body }) => body.bankName === bank).map(({ id }) => id);
  await log.publish(streams.map((id) => ({ topic: TOPICS.control, key: `stream/${id}`, value: controlCodec.encode({ kind: 'stream', id, version: 1n, atMs: BigInt(clock.now()) }) })));
  return streams;
}
