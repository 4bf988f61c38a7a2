import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { OTHER_VARIABLES, serviceConfiguration } from '@conceptwatch/composition';
import { OPERATIONS } from '@conceptwatch/contracts';
import { createProgram } from '../../apps/cli/src/program';
import { createSession } from '../../apps/cli/src/session';
import { RECORDING_RULES } from '../../deploy/prometheus/src/recording-rules';
import type { Dashboard } from '../dashboards/linter';
import { knownMetricNames } from '../dashboards/declared-metrics';

const root = path.join(import.meta.dirname, '../..');
const markdown = (folder: string): string[] => readdirSync(path.join(root, folder)).filter((name) => name.endsWith('.md')).map((name) => path.join(folder, name));
const runbooks = markdown('docs/runbooks');
const pages = ['README.md', ...markdown('docs'), ...runbooks];
const text = (page: string): string => readFileSync(path.join(root, page), 'utf8');
/** What is set as code: between backticks, and in blocks. */
const codeOf = (page: string): string[] => [...text(page).matchAll(/^```\w*\n([^]*?)^```$|`([^`\n]+)`/gm)].flatMap(([, block, inline]) => (block ?? inline).split('\n'));

/** Every place where a page names something, and what it names: `page: name`. */
function named(from: readonly string[], pattern: RegExp): { place: string; name: string }[] {
  return from.flatMap((page) => codeOf(page).flatMap((line) => [...line.matchAll(pattern)].map(([, name]) => ({ place: `${page}: ${name}`, name }))));
}

const unknown = (found: { place: string; name: string }[], isKnown: (name: string) => boolean): string[] => {
  expect(found.length).toBeGreaterThan(0);
  return found.filter(({ name }) => !isKnown(name)).map(({ place }) => place);
};

describe('what the pages name exists', () => {
  it('metrics', async () => {
    const known = new Set([...(await knownMetricNames()), ...RECORDING_RULES.map(({ record }) => record.split(':')[1])]);
    expect(unknown(named(pages, /\b(conceptwatch_[a-z0-9_]+)/g), (name) => known.has(name) || [...known].some((full) => full.replace(/_(bucket|sum|count)$/, '') === name))).toEqual([]);
  });

  it('settings', () => {
    const settings = serviceConfiguration().describe();
    const sections = new Set(settings.map(({ path: name }) => name.split('.')[0]));
    const known = new Set(settings.map(({ path: name }) => name));
    const found = named(pages, /^([a-z]\w+\.[a-z]\w+)$/gi).filter(({ name }) => sections.has(name.split('.')[0]));
    expect(unknown(found, (name) => known.has(name))).toEqual([]);
  });

  it('variables of the environment', () => {
    const known = new Set<string>(['CONCEPTWATCH_CONFIG', ...OTHER_VARIABLES, ...serviceConfiguration().describe().map(({ environment }) => environment)]);
    expect(unknown(named(pages, /\b(CONCEPTWATCH_[A-Z_]+)\b/g), (name) => known.has(name))).toEqual([]);
  });

  it('paths of the API', () => {
    const routes = OPERATIONS.map((operation) => new RegExp(`^${operation.path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`));
    const found = named(pages, /(\/api\/v1\/[\w/{}.-]*\w\}?)/g);
    expect(unknown(found, (name) => name === '/api/v1/openapi.json' || routes.some((route) => route.test(name)))).toEqual([]);
  });

  it('verbs of the command line, with their options', () => {
    const program = createProgram(createSession(new AbortController().signal));
    const wrong = pages.flatMap((page) => codeOf(page).flatMap((line) => [...line.matchAll(/(?:^|npx |\| )conceptwatch ([a-z-][^|#&]*)/g)].flatMap(([, rest]) => misused(program, rest.trim().split(/\s+/)).map((what) => `${page}: conceptwatch ${rest.trim()}: ${what}`))));
    expect(wrong).toEqual([]);
  });

  it('scripts of package.json', () => {
    const { scripts } = JSON.parse(text('package.json')) as { scripts: Record<string, string> };
    expect(unknown(named(pages, /npm run ([\w:-]+)/g), (name) => name in scripts)).toEqual([]);
  });

  it('dashboards and their panels', () => {
    const dashboards = readdirSync(path.join(root, 'dashboards')).filter((name) => name.endsWith('.json')).map((name) => JSON.parse(text(`dashboards/${name}`)) as Dashboard);
    const titles = dashboards.flatMap(({ title, panels }) => [title.replace('ConceptWatch / ', ''), ...panels.map((panel) => panel.title)]).map((title) => title.toLowerCase());
    const found = runbooks.flatMap((page) => text(page).split('\n').filter((line) => /[Dd]ashboard/.test(line)).flatMap((line) => [...line.matchAll(/(?<!\*)\*([^*]+)\*(?!\*)/g)].map(([, name]) => ({ place: `${page}: ${name}`, name }))));
    expect(unknown(found, (name) => titles.includes(name.toLowerCase()))).toEqual([]);
  });
});

/** What is wrong with a line of the manual: a verb or an option that does not exist. */
function misused(program: Command, words: readonly string[]): string[] {
  let command = program;
  let place = 0;
  for (; place < words.length; place++) {
    const next = command.commands.find((candidate) => candidate.name() === words[place]);
    if (!next) break;
    command = next;
  }
  if (command === program && !words[0].startsWith('-')) return [`no verb "${words[0]}"`];
  const settings = command.name() === 'watch' ? serviceConfiguration().describe().map(({ flag }) => flag) : [];
  const flags = new Set(['--help', '--version', ...settings, ...command.options.flatMap(({ long, short }) => [long, short])]);
  return words.slice(place).filter((word) => word.startsWith('--') && !flags.has(word.split('=')[0])).map((word) => `no option ${word}`);
}
