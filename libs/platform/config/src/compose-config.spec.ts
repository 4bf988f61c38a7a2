import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { composeConfig } from './compose-config';
import { ConfigInvalid } from './config-invalid';

const parts = {
  ingest: z.strictObject({
    batchSize: z.int().min(1).max(1024).default(32).meta({ unit: 'images' }).describe('Most images at once.'),
    roots: z.array(z.string()).default([]).describe('Folders.'),
    edges: z.array(z.number()).optional().describe('Edges.'),
    follow: z.boolean().default(true).describe('Follow the folder.'),
    name: z.string().optional().describe('A name.'),
  }),
  conceptBank: z.strictObject({ mode: z.enum(['fast', 'exact']).default('exact').describe('How.') }),
  state: z.strictObject({
    databaseUrl: z.url().optional().meta({ secret: true }).describe('Where.'),
    pool: z.strictObject({ max: z.int().min(1).default(4).describe('Most connections.') }).prefault({}),
  }),
};
const configuration = composeConfig(parts, { environmentAliases: { DATABASE_URL: 'state.databaseUrl' }, flagAliases: { batch: 'ingest.batchSize' }, otherVariables: ['CONCEPTWATCH_REQUIRE_ALL'] });

let folder: string;
const file = (content: string): string => {
  const name = path.join(folder, 'conceptwatch.yaml');
  writeFileSync(name, content);
  return name;
};
beforeAll(() => void (folder = mkdtempSync(path.join(tmpdir(), 'config-'))));
afterAll(() => rmSync(folder, { recursive: true }));

function issuesOf(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof ConfigInvalid) return error.issues.map(({ key, source, problem, nearest }) => `${key} ${source}: ${problem}${nearest ? ` ${nearest}` : ''}`);
    throw error;
  }
  throw new Error('nothing was wrong');
}

describe('composeConfig', () => {
  it('starts from the defaults', () => {
    expect(configuration.load({}).config).toEqual({ ingest: { batchSize: 32, roots: [], follow: true }, conceptBank: { mode: 'exact' }, state: { pool: { max: 4 } } });
  });

  it('takes flags over environment over file over defaults', () => {
    const written = file('ingest: { batchSize: 1, follow: false, roots: [a, b] }\nconceptBank:\n  mode: fast\nstate:\n');
    const environment = { CONCEPTWATCH_INGEST_BATCH_SIZE: '2', CONCEPTWATCH_INGEST_ROOTS: 'c, d', HOME: '/', CONCEPTWATCH_STATE_POOL_MAX: '9' };
    const { config, origins } = configuration.load({ file: written, environment, flags: { 'ingest.batchSize': '3' } });
    expect(config).toEqual({ ingest: { batchSize: 3, follow: false, roots: ['c', 'd'] }, conceptBank: { mode: 'fast' }, state: { pool: { max: 9 } } });
    expect(Object.fromEntries(origins)).toEqual({
      'ingest.batchSize': '--ingest.batch-size on the command line',
      'ingest.follow': `ingest.follow in ${written}`,
      'ingest.roots': 'CONCEPTWATCH_INGEST_ROOTS in the environment',
      'conceptBank.mode': `conceptBank.mode in ${written}`,
      'state.pool.max': 'CONCEPTWATCH_STATE_POOL_MAX in the environment',
    });
  });

  it('reads text as the schema wants it', () => {
    const environment = { CONCEPTWATCH_INGEST_EDGES: '0.5,1', CONCEPTWATCH_INGEST_FOLLOW: 'no', CONCEPTWATCH_INGEST_NAME: '007', CONCEPTWATCH_INGEST_ROOTS: '["a,b"]', CONCEPTWATCH_REQUIRE_ALL: '1' };
    expect(configuration.load({ environment }).config.ingest).toEqual({ batchSize: 32, edges: [0.5, 1], follow: false, name: '007', roots: ['a,b'] });
  });

  it('knows the variables that everyone knows, and its own name wins', () => {
    const alias = { DATABASE_URL: 'postgres://a@b/c' };
    expect(configuration.load({ environment: alias }).config.state.databaseUrl).toBe('postgres://a@b/c');
    expect(configuration.load({ environment: { ...alias, CONCEPTWATCH_STATE_DATABASE_URL: 'postgres://x@y/z' } }).config.state.databaseUrl).toBe('postgres://x@y/z');
  });

  it('tells everything that is wrong at once, with the nearest name', () => {
    const written = file('ingest:\n  batchsize: 1\n  follow: maybe\nconcept-bank: { mode: fast }\nstate: 3\nzebra: 1\n');
    const environment = { CONCEPTWATCH_INGEST_BATCHSIZE: '2', CONCEPTWATCH_INGEST_BATCH_SIZE: 'many' };
    expect(issuesOf(() => configuration.load({ file: written, environment, flags: { 'ingest.batch': '1', 'conceptBank.mode': 'slow' } }))).toEqual([
      `ingest.batchsize in ${written}: there is no such setting. ingest.batchSize`,
      `concept-bank in ${written}: there is no such setting. conceptBank`,
      `state in ${written}: this is a group of settings, not a value.`,
      `zebra in ${written}: there is no such setting.`,
      'CONCEPTWATCH_INGEST_BATCHSIZE in the environment: there is no such setting. CONCEPTWATCH_INGEST_BATCH_SIZE',
      expect.stringMatching(/^CONCEPTWATCH_INGEST_BATCH_SIZE in the environment: "many" is not whole number from 1 to 1024 \(images\): /),
      '--ingest.batch on the command line: there is no such setting. --ingest.batch-size',
      expect.stringMatching(/^--concept-bank.mode on the command line: "slow" is not fast \| exact: /),
      expect.stringMatching(/^ingest.follow in .*yaml: "maybe" is not true \| false: /),
    ]);
  });

  it('never tells a secret', () => {
    const environment = { DATABASE_URL: 'not a url with hunter2' };
    expect(issuesOf(() => configuration.load({ environment })).join()).not.toContain('hunter2');
    const loaded = configuration.load({ environment: { DATABASE_URL: 'postgres://a:hunter2@b/c' } });
    expect(configuration.print(loaded)).not.toContain('hunter2');
    expect(configuration.print(loaded)).toContain('databaseUrl: "********"  # DATABASE_URL in the environment');
  });

  it('prints YAML that it reads again', () => {
    const loaded = configuration.load({ flags: { 'ingest.roots': 'a,b', 'ingest.name': 'x: y' } });
    expect(configuration.load({ file: file(configuration.print(loaded)) }).config).toEqual(loaded.config);
  });

  it('survives what Kubernetes puts into the environment', () => {
    const environment = { CONCEPTWATCH_ADMIN_SERVICE_HOST: '10.0.0.1', CONCEPTWATCH_ADMIN_SERVICE_PORT_HTTP: '80', CONCEPTWATCH_ADMIN_PORT_80_TCP_ADDR: '10.0.0.1' };
    expect(configuration.load({ environment }).config.ingest.batchSize).toBe(32);
    expect(issuesOf(() => configuration.load({ environment: { CONCEPTWATCH_INGEST_NAME: 'tcp://10.0.0.1:80' } }))[0]).toContain('enableServiceLinks: false');
  });

  it('says what is wrong with the file itself', () => {
    expect(issuesOf(() => configuration.load({ file: path.join(folder, 'none.yaml') }))[0]).toMatch(/none.yaml configuration file: it cannot be read \(ENOENT\)/);
    expect(issuesOf(() => configuration.load({ file: file('a: 1\na: 2') }))[0]).toContain('unique');
    expect(issuesOf(() => configuration.load({ file: file('- a') }))[0]).toContain('settings by part');
    expect(configuration.load({ file: file('') }).config.ingest.batchSize).toBe(32);
    expect(configuration.load({ file: file('{"ingest": {"batchSize": 5}}') }).config.ingest.batchSize).toBe(5);
  });

  it('splits a command line', () => {
    expect(configuration.parseFlags(['demo', '--ingest.batch-size', '4', '--batch=5', '--json', '--ingest.follow', '--config', 'a.yaml', '--ingest.nothing', '1'])).toEqual({
      flags: { 'ingest.batch-size': '4', 'ingest.batchSize': '5', 'ingest.follow': 'true', 'ingest.nothing': '1' },
      file: 'a.yaml',
      rest: ['demo', '--json'],
    });
    expect(configuration.parseFlags([], { CONCEPTWATCH_CONFIG: 'b.yaml' })).toEqual({ flags: {}, rest: [], file: 'b.yaml' });
    expect(issuesOf(() => configuration.parseFlags(['--config']))[0]).toContain('needs a value');
  });

  it('describes every setting', () => {
    expect(configuration.describe().map(({ path: name, environment, flag, type }) => [name, environment, flag, type])).toEqual([
      ['ingest.batchSize', 'CONCEPTWATCH_INGEST_BATCH_SIZE', '--ingest.batch-size', 'whole number from 1 to 1024'],
      ['ingest.roots', 'CONCEPTWATCH_INGEST_ROOTS', '--ingest.roots', 'list of text'],
      ['ingest.edges', 'CONCEPTWATCH_INGEST_EDGES', '--ingest.edges', 'list of number'],
      ['ingest.follow', 'CONCEPTWATCH_INGEST_FOLLOW', '--ingest.follow', 'true | false'],
      ['ingest.name', 'CONCEPTWATCH_INGEST_NAME', '--ingest.name', 'text'],
      ['conceptBank.mode', 'CONCEPTWATCH_CONCEPT_BANK_MODE', '--concept-bank.mode', 'fast | exact'],
      ['state.databaseUrl', 'CONCEPTWATCH_STATE_DATABASE_URL', '--state.database-url', 'text'],
      ['state.pool.max', 'CONCEPTWATCH_STATE_POOL_MAX', '--state.pool.max', 'whole number from 1'],
    ]);
    expect(configuration.describe()[0]).toMatchObject({ default: 32, unit: 'images', isSecret: false, description: 'Most images at once.' });
  });
});
