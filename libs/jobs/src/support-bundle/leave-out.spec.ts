import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leaveOut } from './leave-out';

describe('leaveOut', () => {
  it.each([
    ['token=abcdef', 'token=[left out]'],
    ['{"password": "a \\" b", "port": 1}', '{"password": [left out], "port": 1}'],
    ['Authorization: Bearer abc.def', 'Authorization: [left out] [redacted]'],
    ['from postgres://me:hunter22@db/x', 'from postgres://me:[redacted]@db/x'],
  ])('%s', (text, expected) => expect(leaveOut(text, [])).toBe(expected));

  it('finds the password of a URL on its own, plain and encoded', () => {
    const left = leaveOut('failed for p@ss/word and p%40ss%2Fword', ['postgres://me:p%40ss%2Fword@db/x']);
    expect(left).not.toMatch(/p@ss|p%40ss/);
  });

  it('keeps what is no secret, line by line', () => expect(leaveOut('a\nb\n', ['secret'])).toBe('a\nb\n'));

  it('leaves no given secret in any text', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4 }).filter((secret) => !secret.includes('\n') && !'[left out] [redacted]'.includes(secret)), fc.string(), fc.string(), (secret, before, after) => {
        expect(leaveOut(`${before} ${secret} ${after}`, [secret]).replaceAll('[left out]', '').replaceAll('[redacted]', '')).not.toContain(secret);
      }),
    );
  });
});
