import { describe, expect, it } from 'vitest';
import { describeChange } from '@conceptwatch/contracts';
import type { ConceptState, DriftState } from './api/shapes';
import { baselineOf, changeOf, dependenceOf, evidenceAgainst, headlineOf, plain, promiseOf, reasonOf, standingOf, standsOut, unlisted } from './sentence';

const snow: ConceptState = {
  concept: 'snow', text: 'snow', direction: 'rose', ks: 0.34, location: 0.21, share: 0.31, quantile: 0.75, evidence: 5e7, active: true, since: Date.UTC(2026, 10, 23, 14, 2, 10), onset_at: Date.UTC(2026, 10, 23, 14, 2, 25), acknowledged: false, muted_until: null, certified: true,
};
const quiet = (concept: string, ks: number | null = 0.04): ConceptState => ({ ...snow, concept, text: concept, ks, active: false, since: null, onset_at: null });
const drift = (status: DriftState['status'], concepts: ConceptState[]): DriftState => ({
  stream: 'demo', status, images: 900, window: { size: 300, count: 120 }, baseline: { id: 'demo', status: 'ok', images: 10_000, smallest_provable_effect: 0.05 }, threshold: 3.06e7,
  promise: { mode: 'proved', images_between_false_alarms: 100_000, certified: true, note: '' }, sentence: 'the server’s own words', concepts, decoded: [],
});

describe('changeOf', () => {
  it('says what the server, the terminal and the reports say', () => {
    expect(plain(changeOf(snow))).toBe(describeChange({ text: 'snow', direction: 'rose', share: 0.31, ks: 0.34, since: snow.since }));
  });

  it('leaves out what is not known', () => {
    expect(plain(changeOf({ ...snow, share: null, since: null, ks: null }))).toBe('snow rose');
    expect(plain(changeOf({ ...snow, direction: null }))).toBe('snow cannot be judged yet');
  });
});

describe('dependenceOf', () => {
  const { promise } = drift('quiet', []);

  it('says what was measured and what counts', () => {
    expect(dependenceOf({ ...promise, rank_autocorrelation: { baseline: 0.31, stream: null }, thinning: { every: 4, source: 'baseline' } })).toBe('Largest correlation of neighbouring images: 0.31 in the baseline. Of each source one image in 4 counts as evidence.');
    expect(dependenceOf({ ...promise, rank_autocorrelation: { baseline: null, stream: null } })).toBe('Every image counts as evidence.');
  });

  it('says nothing where nothing was measured', () => {
    expect(dependenceOf(promise)).toBeUndefined();
  });
});

describe('unlisted', () => {
  it('are the words that the bank lists neither by text nor by slug', () => {
    expect(unlisted(['Snow', 'blizzard', 'black-and-white'], [{ concept: 'snow', text: 'snow' }, { concept: 'black-and-white', text: 'a black and white photo' }])).toEqual(['blizzard']);
  });
});

describe('headlineOf', () => {
  it('names the strongest change first and counts the rest', () => {
    const concepts = [snow, { ...snow, text: 'indoors', direction: 'fell' as const }, { ...snow, text: 'fog' }, { ...snow, text: 'night' }];
    expect(plain(headlineOf(drift('drifting', concepts)))).toMatch(/^snow rose for 31 % of images since [\d:]+ \(D = 0\.34\); indoors fell; fog rose; and 1 more moved\.$/);
  });

  it('tells quiet from not yet known', () => {
    expect(plain(headlineOf(drift('quiet', [quiet('snow')])))).toBe('Nothing changed that the monitor can prove.');
    expect(plain(headlineOf(drift('filling', [quiet('snow', null)])))).toMatch(/^Collecting images: 120 of 300/);
    expect(plain(headlineOf(drift('waiting', [])))).toBe('Waiting for the first image.');
    expect(plain(headlineOf(drift('unmonitored', [])))).toBe('the server’s own words');
  });
});

describe('words for numbers', () => {
  it('puts the status of a stream in words', () => {
    expect(standingOf({ status: 'drifting', active: 1, window: { size: 1, count: 1 } })).toBe('Drifting: 1 concept in alarm');
    expect(standingOf({ status: 'filling', active: 0, window: { size: 300, count: 12 } })).toBe('Filling the window: 12 of 300 images');
  });

  it('compares evidence with what an alarm needs', () => {
    expect(evidenceAgainst(250, 1000)).toBe('Evidence 250: 25 % of what a lone concept needs for an alarm (1,000).');
    expect(evidenceAgainst(3000, 1000)).toBe('Evidence 3,000: 3.0 times what a lone concept needs for an alarm (1,000).');
  });

  it('explains the promise and the baseline', () => {
    expect(promiseOf(drift('quiet', []).promise)).toContain('100,000 images on average');
    expect(baselineOf({ id: 'b', status: 'small', images: 40, smallest_provable_effect: 0.4 })).toBe('Only 40 training images: small changes stay unseen. The smallest change that can be proved concerns 40 % of the images.');
    expect(baselineOf({ id: 'b', status: 'ok', images: 10_000, smallest_provable_effect: null })).toBe('10,000 training images.');
    expect(baselineOf({ id: null, status: 'missing', images: 0, smallest_provable_effect: null, detail: 'Make one.' })).toBe('Make one.');
  });

  it('says how an image stands out, and why one was refused', () => {
    expect([1, 0.998, 0.71, 0.02].map(standsOut)).toEqual(['above the whole baseline', 'above 99.8 % of the baseline', 'above 71 % of the baseline', 'below 98 % of the baseline']);
    expect([reasonOf('too-many-pixels'), reasonOf('some-new-reason')]).toEqual(['Too many pixels', 'Some new reason']);
  });
});
