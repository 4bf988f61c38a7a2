import { describe, expect, it } from 'vitest';
import { resolveKey, SHORTCUTS } from './shortcuts';

const type = (...keys: string[]) => keys.reduce((state, key) => resolveKey(state.pending, key), { pending: [] } as ReturnType<typeof resolveKey>);

describe('resolveKey', () => {
  it('finds every shortcut of the table', () => {
    for (const { keys, action } of SHORTCUTS) expect(type(...keys)).toEqual({ action, pending: [] });
  });

  it('waits for the second key and forgets a wrong one', () => {
    expect(type('g')).toEqual({ pending: ['g'] });
    expect(type('g', 'x')).toEqual({ pending: [] });
    expect(type('g', 'g', 'e').action).toBe('events');
    expect(type('g', '?').action).toBe('help');
    expect(type('x')).toEqual({ pending: [] });
  });
});
