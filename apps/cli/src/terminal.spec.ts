import { describe, expect, it } from 'vitest';
import { progressLine } from './progress-line';
import { Terminal } from './terminal';

function recorder(isTTY: boolean): { text: string; isTTY: boolean; columns: number; write(text: string): void } {
  return { text: '', isTTY, columns: 40, write(text) { this.text += text; } };
}

describe('Terminal', () => {
  it('rewrites one progress line in place and clears it before a result', () => {
    const [out, err] = [recorder(true), recorder(true)];
    const terminal = new Terminal(out, err);
    const show = progressLine(terminal, false);
    show('Embedding', 1, 2);
    show('Embedding', 2, 2);
    terminal.print('done');
    expect(out.text).toBe('done\n');
    expect(err.text).toBe('\r\u001b[2KEmbedding: 1 of 2 (50 %)\r\u001b[2KEmbedding: 2 of 2 (100 %)\r\u001b[2K');
  });

  it('is silent about progress where there is no terminal, unless asked', () => {
    const [out, err] = [recorder(false), recorder(false)];
    progressLine(new Terminal(out, err), false)('Embedding', 1, 2);
    expect(err.text).toBe('');
    progressLine(new Terminal(out, err), true)('Embedding', 1200, 1200);
    expect(err.text).toBe('Embedding: 1,200 of 1,200 (100 %)\n');
  });

  it('prints one JSON document', () => {
    const [out, err] = [recorder(true), recorder(true)];
    new Terminal(out, err).printJson({ a: [1] });
    expect(JSON.parse(out.text)).toEqual({ a: [1] });
    expect(err.text).toBe('');
  });
});
