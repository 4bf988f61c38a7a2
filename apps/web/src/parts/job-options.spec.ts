import { describe, expect, it } from 'vitest';
import { optionsOf, variantsOf } from './job-options';

describe('the options of a job', () => {
  it('are one form, or one for each verb', () => {
    expect(variantsOf({ properties: { images: { type: 'string' } }, required: ['images'] })).toEqual([{ properties: { images: { type: 'string' } }, required: ['images'] }]);
    const both = variantsOf({ oneOf: [{ properties: { verb: { const: 'train' } }, required: ['verb'] }, { properties: { verb: { const: 'explain' }, model: {} }, required: ['verb', 'model'] }] });
    expect(both.map(({ form }) => form)).toEqual([{ option: 'verb', value: 'train' }, { option: 'verb', value: 'explain' }]);
  });

  it('are numbers, lists and yes or no where the schema says so, and absent where nothing was said', () => {
    const data = new FormData();
    for (const [name, value] of [['images', ' stream:main '], ['fdr', '0.05'], ['labels', 'dog, cat,'], ['bank', ' '], ['embedOnly', 'on']]) data.set(name, value);
    const properties = { images: { type: 'string' }, fdr: { type: 'number' }, labels: { type: 'array' }, bank: { type: 'string' }, embedOnly: { type: 'boolean' }, embeddings: { type: 'boolean' } };
    expect(optionsOf(data, properties)).toEqual({ images: 'stream:main', fdr: 0.05, labels: ['dog', 'cat'], embedOnly: true, embeddings: false });
  });
});
