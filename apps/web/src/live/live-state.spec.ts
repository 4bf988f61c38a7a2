import { describe, expect, it } from 'vitest';
import type { DriftEvent, DriftState, RecentImage } from '../api/shapes';
import { lineStatusOf, liveReducer, NOTHING_YET, retryDelayMs, SHOWN_IMAGES } from './live-state';

const image = (id: string, at: number): RecentImage => ({ image_id: id, source: 'gate', captured_at: at, thumbnail_url: '', top: [] });
const event = (id: string): DriftEvent => ({
  id, stream: 'demo', concept: 'snow', text: 'snow', kind: 'onset', direction: 'rose', at: 1, since: 0, ks: 0.3, location: 0.2, share: 0.3, evidence: 1e6, certified: true, sentence: 'snow rose',
});

describe('liveReducer', () => {
  it('keeps each image once, newest first, and not too many', () => {
    let state = liveReducer(NOTHING_YET, { kind: 'image', at: 5, data: image('b', 2) });
    state = liveReducer(state, { kind: 'earlier-images', data: [image('b', 2), image('a', 1)] });
    state = liveReducer(state, { kind: 'image', at: 6, data: image('c', 3) });
    expect(state.images.map(({ image_id }) => image_id)).toEqual(['c', 'b', 'a']);
    for (let i = 0; i < 2 * SHOWN_IMAGES; i++) state = liveReducer(state, { kind: 'image', at: i, data: image(`n${i}`, 10 + i) });
    expect(state.images).toHaveLength(SHOWN_IMAGES);
    expect(state.images[0].image_id).toBe(`n${2 * SHOWN_IMAGES - 1}`);
  });

  it('takes the first drift only until the line has told a newer one', () => {
    const told = { stream: 'demo', images: 2 } as DriftState;
    const first = liveReducer(NOTHING_YET, { kind: 'first-drift', data: { ...told, images: 1 } });
    expect(first.drift?.images).toBe(1);
    expect(lineStatusOf(first, 0)).toBe('connecting');
    const newer = liveReducer(first, { kind: 'drift', at: 1, data: told });
    expect(liveReducer(newer, { kind: 'first-drift', data: { ...told, images: 1 } }).drift?.images).toBe(2);
  });

  it('keeps each event once, newest first', () => {
    let state = liveReducer(NOTHING_YET, { kind: 'event', at: 1, data: event('1') });
    state = liveReducer(liveReducer(state, { kind: 'event', at: 2, data: event('2') }), { kind: 'event', at: 3, data: event('1') });
    expect(state.events.map(({ id }) => id)).toEqual(['2', '1']);
  });

  it('keeps what it knew when the line breaks, and forgets the break at the next word', () => {
    const open = liveReducer(NOTHING_YET, { kind: 'image', at: 1, data: image('a', 1) });
    const broken = liveReducer(open, { kind: 'broke' });
    expect(broken.images).toEqual(open.images);
    expect(lineStatusOf(broken, 2)).toBe('broken');
    expect(lineStatusOf(liveReducer(broken, { kind: 'streams', at: 3, data: [] }), 4)).toBe('live');
  });
});

describe('lineStatusOf', () => {
  it('says connecting before the first word, live after it, stale after a silence', () => {
    expect(lineStatusOf(NOTHING_YET, 0)).toBe('connecting');
    expect(lineStatusOf(liveReducer(NOTHING_YET, { kind: 'opened' }), 0)).toBe('connecting');
    const state = liveReducer(NOTHING_YET, { kind: 'streams', at: 1000, data: [] });
    expect(lineStatusOf(state, 2000)).toBe('live');
    expect(lineStatusOf(state, 10_000)).toBe('stale');
  });
});

describe('retryDelayMs', () => {
  it('doubles up to a limit', () => {
    expect([0, 1, 2, 3, 4, 100].map(retryDelayMs)).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000]);
  });
});
