import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { cameraFrame, CAMERAS, captionsOf, changePointsOf, describeScene, factsOf, HELD_OUT_ARTISTS, NOUNS, nounsDrawnBy, renderScene, SHIFT_KEYS, type ArtBook } from './index';

const dot = { size: 8, data: new Uint8Array(8 * 8 * 4).fill(200) };
const art: ArtBook = { nounsOf: nounsDrawnBy as ArtBook['nounsOf'], drawings: () => Promise.resolve([dot]) };

describe('the world', () => {
  it('has at least 200 nouns with slugs that collide with nothing', () => {
    expect(NOUNS.length).toBeGreaterThanOrEqual(200);
    expect(new Set(SHIFT_KEYS).size).toBe(SHIFT_KEYS.length);
    for (const key of SHIFT_KEYS) expect(key).toMatch(/^[a-z0-9-]{1,64}$/);
  });

  it('gives the same scene and the same pixels for the same seed and index', async () => {
    const scene = describeScene(5, 17);
    expect(describeScene(5, 17)).toEqual(scene);
    expect(describeScene(5, 18)).not.toEqual(scene);
    const [one, two] = await Promise.all([renderScene(scene, 48, art), renderScene(scene, 48, art)]);
    expect(two.pixels).toEqual(one.pixels);
  });

  it('keeps held-out artists out of the training mixture', () => {
    const artists = new Set(Array.from({ length: 500 }, (_, i) => describeScene(1, i).artist));
    for (const artist of HELD_OUT_ARTISTS) expect(artists.has(artist)).toBe(false);
  });

  it('forces what a shift names, with its probability', () => {
    const scenes = Array.from({ length: 4000 }, (_, i) => describeScene(9, i, { shift: { snow: 0.3 } }));
    const plain = Array.from({ length: 4000 }, (_, i) => describeScene(9, i));
    const share = (list: typeof scenes) => list.filter(({ weather }) => weather === 'snow').length / list.length;
    expect(share(scenes)).toBeCloseTo(0.3 + 0.7 * share(plain), 1);
    for (const key of SHIFT_KEYS.filter((slug) => slug !== 'day')) {
      const scene = describeScene(3, 1, { shift: { [key]: 1 } });
      expect([...factsOf(scene), scene.artist]).toContain(key);
    }
  });

  it('keeps every place when only the weather may change', () => {
    for (let i = 0; i < 300; i++) {
      const [before, after] = [describeScene(9, i), describeScene(9, i, { shift: { snow: 1 }, keepPlace: true })];
      expect(after).toEqual(['room', 'kitchen', 'underwater', 'space', 'plain'].includes(before.background) ? before : { ...before, weather: 'snow' });
    }
  });

  it('never asserts what is not true', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 0, max: 1e6 }), (seed, index) => {
        const scene = describeScene(seed, index);
        const facts = new Set(factsOf(scene));
        for (const caption of captionsOf(scene, 4)) {
          expect(caption.text).not.toMatch(/[{}]|undefined/);
          for (const fact of caption.facts) expect(facts.has(fact)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('changes its cameras exactly where it says', () => {
    const { sudden, recurring, video } = CAMERAS;
    expect(changePointsOf(sudden, 3000)).toEqual([{ index: 1500, shift: { snow: 0.3 }, gradual: false }]);
    expect(changePointsOf(recurring, 3500).map(({ index }) => index)).toEqual([1000, 2000, 3000]);
    const snowing = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => cameraFrame(sudden, from + i).scene.weather).filter((weather) => weather === 'snow').length / (to - from);
    expect(snowing(1500, 3000) - snowing(0, 1500)).toBeGreaterThan(0.15);
    expect(cameraFrame(video, 0).scene).toEqual(cameraFrame(video, 23).scene);
    expect(cameraFrame(video, 23).motion).not.toEqual([0, 0]);
  });
});
