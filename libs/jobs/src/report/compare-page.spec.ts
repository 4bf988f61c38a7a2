import { describe, expect, it } from 'vitest';
import { comparePage } from './compare-page';
import type { CompareReportModel } from './report-model';

const HOSTILE = `"><script>alert(1)</script>'\n<img src=x onerror=alert(2)>.jpg`;

/** Equally spaced scores: no chance in it. */
const spread = (from: number, to: number, count = 200): Float32Array => Float32Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));

export function reportModel(overrides: Partial<CompareReportModel> = {}): CompareReportModel {
  const snow = { concept: 'snow', text: 'snow', direction: 'rose' as const, ks: 0.34, location: 0.21, p_value: 1e-30, q_value: 1e-28, share: 0.31 };
  const image = { file: HOSTILE, score: 0.31, uri: 'data:image/webp;base64,UklGRg==' };
  const examples = { baselineHighest: [image], currentHighest: [image], baselineLowest: [image], currentLowest: [image] };
  return {
    drift: true,
    sentence: 'snow rose for 31 % of images (D = 0.34)',
    createdAt: Date.UTC(2026, 0, 2, 3, 4),
    version: '0.0.0',
    folders: { baseline: './train', current: HOSTILE },
    images: { baseline: 200, current: 200, refused: 1 },
    settings: { fdr: 0.01, minEffect: 0.05, smallestProvableEffect: 0.22, bank: 'default', concepts: 2 },
    ranking: [{ ...snow, drift: true }, { ...snow, concept: 'dog', text: HOSTILE, ks: 0.03, q_value: 1, drift: false }],
    plotted: [{ ...snow, baseline: spread(0.1, 0.25), current: spread(0.12, 0.33), examples }],
    decoded: ['snow', 'winter'],
    refused: [{ set: 'current', file: HOSTILE, reason: 'not-an-image', detail: 'The file starts with "<script>".' }],
    models: { encoder: 'e', aligner: 'a', textEncoder: 't', note: 'They know drawn scenes.' },
    ...overrides,
  };
}

describe('comparePage', () => {
  const page = comparePage(reportModel());

  it('says what changed, with plots, images, words and refusals', () => {
    for (const part of ['snow rose for 31 % of images (D = 0.34)', 'D = 0.34</text>', 'data:image/webp', '<li>winter</li>', 'not-an-image', 'They know drawn scenes.']) expect(page).toContain(part);
    expect(page.match(/<svg/g)).toHaveLength(2);
  });

  it('escapes every name that comes from outside', () => {
    expect(page).not.toContain('<script');
    expect(page).not.toContain('<img src=x');
    expect(page).toContain('&lt;script&gt;');
  });

  it('loads nothing: no link, no script, no address but data and fragments', () => {
    expect(page).not.toMatch(/(src|href)="(?!data:)|url\(|@import|<link|<iframe/);
  });

  it('has finite coordinates even when a concept never varies', () => {
    const flat = spread(0.2, 0.2);
    const still = comparePage(reportModel({ plotted: [{ ...reportModel().plotted[0], baseline: flat, current: flat, location: 0.2, ks: 0 }] }));
    expect(still).not.toMatch(/NaN|Infinity/);
  });

  it('shows a comparison without drift as such', () => {
    const quiet = comparePage(reportModel({ drift: false, sentence: 'No concept of the bank changed provably.', decoded: [], refused: [] }));
    expect(quiet).toContain('No drift');
    expect(quiet).not.toContain('Refused files');
  });
});
