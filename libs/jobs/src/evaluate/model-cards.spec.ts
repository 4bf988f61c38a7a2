import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

interface ModelReport {
  object_clean: number;
  object_all: number;
  background: number;
  auroc: Record<string, number>;
}

interface Measured {
  clip: ModelReport;
  artists: Record<string, ModelReport>;
  sources: Record<string, { r2: number; retained: Record<string, number>; zero_shot: ModelReport }>;
  limber: { object: number; background: number };
}

const models = fileURLToPath(new URL('../../../../models/', import.meta.url));
const read = (name: string): string => readFileSync(models + name, 'utf8');
const measured = JSON.parse(read('evaluation.json')) as Measured;
const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;

describe('the cards of the bundled models', () => {
  it.each([
    ['conceptwatch-mini-clip', measured.clip, Object.values(measured.artists).map(({ object_clean }) => percent(object_clean))],
    ['conceptwatch-source-supervised', measured.sources.supervised.zero_shot, Object.values(measured.sources.supervised.retained).map(percent)],
    ['conceptwatch-source-selfsupervised', measured.sources['self-supervised'].zero_shot, Object.values(measured.sources['self-supervised'].retained).map(percent)],
  ])('%s says what it reaches and what it cannot do, in measured figures', (name, report, more) => {
    const card = read(`${name}/README.md`);
    const limits = card.slice(card.indexOf('## Limits'), card.indexOf('## Art\n'));
    for (const figure of [percent(report.object_clean), percent(report.object_all), percent(report.background), ...more, ...Object.values(report.auroc).map((value) => value.toFixed(3))]) expect(card).toContain(figure);
    expect(limits).toContain('not for photographs');
    expect(limits).toContain(percent(report.object_all));
    for (const [fact, value] of Object.entries(report.auroc)) if (value < 0.97) expect(limits).toContain(`${fact} ${value.toFixed(3)}`);
  });

  it('the language model says how often its captions are right', () => {
    const card = read('conceptwatch-caption-gpt/README.md');
    for (const value of [measured.limber.object, measured.limber.background]) expect(card).toContain(percent(value));
  });

  it('the manifest holds the digest of every file, cards among them', () => {
    const { files } = JSON.parse(read('manifest.json')) as { files: { path: string; bytes: number; sha256: string }[] };
    expect(files.filter(({ path }) => path.endsWith('README.md'))).toHaveLength(4);
    for (const { path, bytes, sha256 } of files) {
      const content = readFileSync(models + path);
      expect({ path, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') }).toEqual({ path, bytes, sha256 });
    }
  });
});
