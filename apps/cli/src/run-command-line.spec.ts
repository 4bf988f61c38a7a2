import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { explainFailure } from './failure';
import { runCommandLine } from './run-command-line';

let out = '';
let err = '';
beforeEach(() => {
  out = err = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
});
afterEach(() => vi.restoreAllMocks());

describe('the command line', () => {
  it('without arguments says what people do first', async () => {
    expect(await runCommandLine([])).toBe(0);
    for (const first of ['conceptwatch compare ./train ./production', 'conceptwatch watch --baseline', 'npm start']) expect(out).toContain(first);
  });

  it('prints its version and its help', async () => {
    expect(await runCommandLine(['--version'])).toBe(0);
    expect(out).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(await runCommandLine(['--help'])).toBe(0);
    expect(out).toContain('Exit codes: 0 fine, 3 drift found, 2 wrong usage or refused input, 1 fault.');
  });

  it.each([['compare'], ['watch'], ['bank', 'show'], ['bank', 'check'], ['baseline', 'create'], ['world', 'render'], ['world', 'primitives'], ['evaluate'], ['token'], ['verify-config'], ['print-config']])('%s %s has help with examples', async (...verb) => {
    expect(await runCommandLine([...verb, '--help'])).toBe(0);
    expect(out).toContain('Examples:');
    expect(out).toContain(`conceptwatch ${verb.join(' ')}`);
  });

  it.each([
    [['compair', 'a', 'b'], /Did you mean compare\?/],
    [['compare', 'a', 'b', '--reprot', 'x'], /Did you mean --report\?/],
    [['bank', 'chekc'], /Did you mean check\?/],
    [['compare', 'a'], /missing required argument 'current'/],
    [['compare', 'a', 'b', '--fdr', 'x'], /must be a number/],
    [['compare', 'a', 'b', 'c'], /too many arguments/],
  ])('%j is wrong usage', async (args, message) => {
    expect(await runCommandLine(args)).toBe(2);
    expect(err).toMatch(message);
    expect(out).toBe('');
  });

  it('asks for the verb of a group', async () => {
    expect(await runCommandLine(['bank'])).toBe(2);
    expect(err).toContain('show');
  });
});

describe('explainFailure', () => {
  it('tells refusals from faults', () => {
    const refused = Object.assign(new Error('Too few.'), { code: 'refused_input', reason: 'too-few-images' });
    expect(explainFailure(refused)).toEqual({ exitCode: 2, code: 'too-few-images', message: 'Too few.' });
    expect(explainFailure(new TypeError('x is not a function'))).toMatchObject({ exitCode: 1, code: 'fault' });
    expect(explainFailure(Object.assign(new Error('EACCES'), { code: 'EACCES', path: '/root/x' }))).toMatchObject({ exitCode: 2, message: '"/root/x" may not be opened: check its permissions.' });
  });
});
