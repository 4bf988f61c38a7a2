import { bankFileSchema, DEFAULT_TEMPLATES } from '@conceptwatch/contracts';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { bankText } from './bank-text';

describe('bankText', () => {
  it('equals its example', () => {
    expect(bankText({ name: 'yard', templates: DEFAULT_TEMPLATES, concepts: [{ text: 'fog', kind: 'object' }] })).toBe('name: yard\nconcepts:\n  - fog\n');
  });

  it('is read back as the same bank', () => {
    const bank = bankFileSchema.parse({
      name: 'yard',
      description: 'What: a "yard"',
      templates: ['a photo of {}'],
      classNames: ['dog'],
      concepts: ['yes', { text: 'at night', slug: 'night', kind: 'context' }, { text: '- odd: text', prompts: ['one', 'two'] }, { text: 'mine', vector: 'ADwAAA==' }],
    });
    expect(bankFileSchema.parse(parse(bankText(bank)))).toEqual(bank);
  });
});
