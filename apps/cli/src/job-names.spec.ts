import { jobDefinitions, type JobParts } from '@conceptwatch/composition';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from './program';
import { createSession } from './session';

interface Form {
  properties: Record<string, { const?: string; default?: unknown }>;
}

/** Definitions are data until they run: none of the parts is touched here. */
const jobs = jobDefinitions({} as JobParts);
const program = createProgram(createSession(new AbortController().signal));

const formsOf = ({ optionsSchema }: (typeof jobs)[number]): Form[] => {
  const schema = optionsSchema as unknown as Form & { oneOf?: Form[]; anyOf?: Form[] };
  return schema.oneOf ?? schema.anyOf ?? [schema];
};

/** Jobs that are one verb of several over REST, where the command line has more of them. */
const VERBS: Record<string, string> = { baseline: 'create', bank: 'check' };

/** Options that the command line takes as an argument, or says by which option is given. */
const OTHERWISE: Record<string, Record<string, string>> = {
  compare: { baseline: '<baseline>', current: '<current>' },
  summarize: { images: '<folder>' },
  search: { images: '<folder>', query: '<query>', limit: 'json' },
  'zero-shot': { folder: '<folder>', templates: 'template' },
  decode: { what: 'shift', images: 'image' },
  refine: { folder: '<folder>' },
  'bottleneck train': { folder: '<folder>' },
  'bottleneck explain': { model: '<model>', images: '<image>' },
  'baseline create': { folder: '<folder>' },
  'bank check': { bank: '<file>' },
  'align evaluate': { name: '<name>' },
  'align import': { file: '<file>' },
  'align export': { name: '<name>', format: 'out' },
};

const forms = jobs.flatMap((job) => formsOf(job).map(({ properties: { verb, ...options } }): [string, Form['properties']] => [[job.name, verb?.const ?? VERBS[job.name]].filter(Boolean).join(' '), options]));

const commandOf = (verb: string): Command | undefined => verb.split(' ').reduce<Command | undefined>((command, name) => command?.commands.find((each) => each.name() === name), program);

describe('jobs and verbs', () => {
  it('every job that is promised is there', () => {
    expect(jobs.map(({ name }) => name)).toEqual(expect.arrayContaining(['zero-shot', 'decode', 'bottleneck', 'search', 'summarize', 'align', 'evaluate', 'calibrate', 'backfill', 'replay']));
  });

  it.each(forms)('%s has the same name and the same options on the command line and over REST', (verb, options) => {
    const command = commandOf(verb);
    const known = [...(command?.options ?? []).map((option) => option.attributeName()), ...(command?.registeredArguments ?? []).map((argument) => `<${argument.name()}>`)];
    expect(known).toEqual(expect.arrayContaining(Object.keys(options).map((name) => OTHERWISE[verb]?.[name] ?? name)));
  });

  it.each(forms)('%s has the same defaults where both have one', (verb, options) => {
    for (const option of commandOf(verb)?.options ?? []) {
      const name = option.attributeName();
      const over = options[name]?.default;
      if (over !== undefined && option.defaultValue !== undefined) expect({ [name]: option.defaultValue as unknown }).toEqual({ [name]: over });
    }
  });

  it('a form of a job is told by its first option', () => {
    for (const job of jobs) if (formsOf(job).length > 1) expect(formsOf(job).every(({ properties }) => Object.values(properties)[0].const !== undefined)).toBe(true);
  });
});
