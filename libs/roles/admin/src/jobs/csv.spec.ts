import { expect, it } from 'vitest';
import { toCsv } from './csv';

it('quotes what must be quoted and disarms formulas', () => {
  expect(toCsv([['file', 'score'], ['=cmd()', -1], ['a,"b"', null], ['@x', 0.5], ['+1', 2], ['-x', 3], ['\tx', 4]])).toBe('file,score\r\n\'=cmd(),-1\r\n"a,""b""",\r\n\'@x,0.5\r\n\'+1,2\r\n\'-x,3\r\n\'\tx,4\r\n');
});
