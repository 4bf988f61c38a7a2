import { type About, type BaselineDefinition, spaceDigest, type StreamDefinition } from '@conceptwatch/contracts';
import type { Clock, Document, MessageLog, StateStore } from '@conceptwatch/ports';
import { describe, expect, it } from 'vitest';
import type { AdminConfig } from './admin.config';
import { StreamDefinitions } from './stream-definitions';

const [ENCODER, ALIGNER, OTHER] = ['a', 'b', 'c'].map((letter) => letter.repeat(64));
const baseline = (alignerDigest: string): Partial<BaselineDefinition> => ({ dimension: 4, encoderDigest: ENCODER, alignerDigest });
const kept: Record<string, unknown> = {
  'baseline/fits': baseline(ALIGNER),
  'baseline/old': baseline(OTHER),
  'bank/words': { dimension: 4 },
  'stream/gate': { name: 'gate', baselineId: 'fits', bankName: 'words', window: 100, mode: 'proved', imagesBetweenFalseAlarms: 1000 } satisfies Partial<StreamDefinition>,
};
const state = {
  get: (kind: string, id: string) => Promise.resolve(kept[`${kind}/${id}`] && ({ id, version: 1, updatedAt: 0, body: kept[`${kind}/${id}`] } as Document<unknown>)),
  list: () => Promise.resolve([]),
} as unknown as StateStore;
const about = { models: { space: spaceDigest(ENCODER, ALIGNER) } } as About;
const definitions = new StreamDefinitions(state, { publish: () => Promise.resolve([]) } as unknown as MessageLog, { now: () => 0 } as Clock, {} as AdminConfig, about);

describe('StreamDefinitions', () => {
  it('refuses a baseline of other models, and says which half differs and what to do', async () => {
    await expect(definitions.change('gate', { baseline: 'old' })).rejects.toThrow(/"old" does not fit: It was mapped by another aligner \(cccccccccccc\) than the one in use \(bbbbbbbbbbbb\).*Make it again/);
    await expect(definitions.create({ name: 'new', baseline: 'old', bank: 'words' })).rejects.toThrow(/another aligner/);
  });

  it('takes one of the models in use', async () => {
    await expect(definitions.change('gate', { baseline: 'fits' })).resolves.toMatchObject({ after: { baseline: 'fits' } });
  });
});
