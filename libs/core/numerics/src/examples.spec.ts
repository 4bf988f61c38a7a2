import { documentedExamples, runExample } from '@conceptwatch/testing';
import { expect, it } from 'vitest';
import * as beta from './incomplete-beta';
import * as library from './index';

const examples = documentedExamples(import.meta.dirname);

it('there are examples', () => expect(examples.length).toBeGreaterThan(3));

it.each(examples.map((example) => [example.name, example] as const))('%s gives what it says', (_, example) => {
  const { given, said } = runExample(example, { ...library, ...beta });
  expect(given).toEqual(said);
});
