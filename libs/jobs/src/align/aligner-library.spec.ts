import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AlignerFiles, AlignerWeights } from '@conceptwatch/ports';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AlignerLibrary } from './aligner-library';

const files: AlignerFiles = {
  read: (bytes) => {
    const { weight, bias, ...rest } = JSON.parse(Buffer.from(bytes).toString()) as AlignerWeights & { weight: number[]; bias: number[] };
    return { ...rest, weight: Float32Array.from(weight), bias: Float32Array.from(bias) };
  },
  write: ({ weight, bias, ...rest }) => Buffer.from(JSON.stringify({ ...rest, weight: [...weight], bias: [...bias] })),
};
const aligner = (bias: number): AlignerWeights => ({ sourceDimension: 2, targetDimension: 1, weight: Float32Array.of(1, 2), bias: Float32Array.of(bias), metadata: {} });

let folder: string;
let library: AlignerLibrary;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'aligners-'));
  library = new AlignerLibrary(path.join(folder, 'aligners'), files);
});
afterEach(() => rm(folder, { recursive: true }));

describe('AlignerLibrary', () => {
  it('keeps, lists and reads aligners', async () => {
    expect(await library.list()).toEqual([]);
    const entry = await library.add('mine', aligner(1), { origin: 'test' });
    expect(entry).toMatchObject({ name: 'mine', source_dim: 2, target_dim: 1, promoted: false });
    expect(await library.list()).toEqual([entry]);
    expect((await library.read('mine')).aligner).toEqual(aligner(1));
    expect(await library.add('mine', aligner(1))).toEqual(entry);
  });

  it('promotes and goes back', async () => {
    await library.add('a', aligner(1));
    await library.add('b', aligner(2));
    await library.promote('a');
    await library.promote('b');
    await library.promote('b');
    expect((await library.list()).map(({ name, promoted }) => [name, promoted])).toEqual([['a', false], ['b', true]]);
    expect(library.promotedFile()).toMatch(/b\.safetensors$/);
    expect((await library.rollBack())?.name).toBe('a');
    expect(await library.rollBack()).toBeUndefined();
    expect(library.promotedFile()).toBeUndefined();
    await expect(library.rollBack()).rejects.toThrow(/no earlier aligner/);
  });

  it('keeps notes beside an aligner', async () => {
    await library.add('a', aligner(1), { method: 'fitted' });
    await library.note('a', { evaluation: { r2: 0.5 } });
    expect(await library.card('a')).toMatchObject({ name: 'a', method: 'fitted', evaluation: { r2: 0.5 } });
    await expect(library.note('b', {})).rejects.toThrow(/no aligner "b"/);
    await library.note('bundled', { evaluation: { r2: 0.7 } });
    expect((await library.list()).map(({ name }) => name)).toEqual(['a']);
    await expect(library.add('bundled', aligner(1))).rejects.toThrow(/Choose another name/);
  });

  it('refuses names that are taken, unknown, or paths', async () => {
    await library.add('a', aligner(1));
    await expect(library.add('a', aligner(2))).rejects.toThrow(/another aligner called "a"/);
    await expect(library.read('b')).rejects.toThrow(/it has: a/);
    await writeFile(path.join(folder, 'secret.safetensors'), '{}');
    await expect(library.read('../secret')).rejects.toThrow(/no name of an aligner/);
    await expect(library.add('../x', aligner(1))).rejects.toThrow(/cannot be the name/);
  });
});
