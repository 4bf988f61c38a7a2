import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SqlStateStore } from '@conceptwatch/adapters/state-sql';
import type { AlignerLibrary } from '@conceptwatch/jobs';
import type { AlignerWeights } from '@conceptwatch/ports';
import { systemClock } from '@conceptwatch/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alignerFiles, alignerLibrary } from './align-tools';
import { bundledSource } from './model-choice';
import { folderPromotions, SharedAlignerSwitch, SharedPromotions } from './promoted-aligners';
import { createToolbox, type Toolbox } from './toolbox';

const folder = mkdtempSync(path.join(tmpdir(), 'promoted-'));
let bundled: AlignerWeights;
/** The bundled aligner with another bias: fits the same encoder. */
const other = (by: number): AlignerWeights => ({ ...bundled, bias: bundled.bias.map((value) => value + by) });

beforeAll(async () => {
  bundled = alignerFiles().read(await readFile(bundledSource().aligner));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('SharedPromotions and SharedAlignerSwitch', () => {
  let state: SqlStateStore;
  let toolbox: Toolbox;
  let library: AlignerLibrary;
  let told = 0;
  let promotions: SharedPromotions;
  let aligners: SharedAlignerSwitch;
  beforeAll(async () => {
    state = await SqlStateStore.openSqlite({ path: path.join(folder, 'state.db'), clock: systemClock });
    toolbox = createToolbox();
    library = alignerLibrary(path.join(folder, 'first'));
    await library.add('one', other(0.1));
    await library.add('two', other(0.2));
    promotions = new SharedPromotions(state, library, () => Promise.resolve(void told++));
    aligners = new SharedAlignerSwitch(state, toolbox);
  });
  afterAll(async () => {
    await toolbox.close();
    await state.close();
  });

  it('take a running embedder from one aligner to the next and back', async () => {
    const [live, image] = [await toolbox.liveEmbedder(), new Uint8Array(64 * 64 * 3).fill(120)];
    const inUse = (): string => live.descriptor.aligner;
    const at = async () => [...(await live.embed([image]))];
    const first = { name: inUse(), vector: await at() };
    expect(await aligners.follow()).toBe(false);
    await promotions.promote('one');
    expect([told, inUse()]).toEqual([1, first.name]);
    expect(await aligners.follow()).toBe(true);
    expect(inUse()).toBe('one');
    expect(live.descriptor.alignerDigest).toBe((await library.read('one')).entry.digest);
    expect(await at()).not.toEqual(first.vector);
    await promotions.promote('two');
    await promotions.promote('two');
    expect(await promotions.history()).toEqual(['one', 'two']);
    await aligners.follow();
    expect((await toolbox.embedder()).descriptor.aligner).toBe('two');
    await promotions.rollBack();
    await aligners.follow();
    expect(inUse()).toBe('one');
    await promotions.promote('two');
    await promotions.clear();
    expect(await aligners.follow()).toBe(true);
    expect([inUse(), await at()]).toEqual([first.name, first.vector]);
    await expect(promotions.rollBack()).rejects.toThrow('no earlier aligner');
  });

  it('end a call with the aligner that it began with', async () => {
    const live = await toolbox.liveEmbedder();
    const image = new Uint8Array(64 * 64 * 3).fill(60);
    const before = await live.embed([image]);
    const begun = live.embed([image]);
    await promotions.promote('one');
    await aligners.follow();
    expect(await begun).toEqual(before);
    expect(await live.embed([image])).not.toEqual(before);
    await promotions.clear();
    await aligners.follow();
  });

  it('bring an aligner that another admin promoted', async () => {
    await promotions.promote('two');
    const elsewhere = alignerLibrary(path.join(folder, 'second'));
    expect(await new SharedPromotions(state, elsewhere, () => Promise.resolve()).history()).toEqual(['two']);
    expect((await elsewhere.read('two')).entry.digest).toBe((await library.read('two')).entry.digest);
    await promotions.clear();
  });

  it('keep the aligner in use when the promoted one is of another encoder', async () => {
    await library.add('stranger', { ...other(0), metadata: { encoder: 'resnet50', encoder_digest: 'f'.repeat(64) } });
    await promotions.promote('stranger');
    await expect(aligners.follow()).rejects.toThrow('fitted for another encoder (resnet50');
    expect((await toolbox.liveEmbedder()).descriptor.aligner).not.toBe('stranger');
    await promotions.clear();
  });
});

describe('folderPromotions', () => {
  it('say what the next start uses', async () => {
    const library = alignerLibrary(path.join(folder, 'third'));
    await library.add('one', other(0.1));
    await library.add('two', other(0.2));
    const promotions = folderPromotions(library);
    await promotions.promote('one');
    await promotions.promote('two');
    await promotions.rollBack();
    expect([await promotions.history(), library.promotedFile()]).toEqual([['one'], path.join(folder, 'third/aligners/one.safetensors')]);
    await promotions.clear();
    expect(library.promotedFile()).toBeUndefined();
  });
});
