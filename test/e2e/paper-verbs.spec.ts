import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repositoryRoot, runCli } from './run-cli';
import { RunningService, temporaryFolder } from './running-service';

const PATIENCE_MS = 600_000;
const folder = temporaryFolder();
const at = (...names: string[]): string => join(folder.path, ...names);
const aligners = join(repositoryRoot, 'test', 'fixtures', 'aligners');
const scenes = at('scenes');

async function answer<T>(...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await runCli([...args, '--json']);
  if (code !== 0) throw new Error(`conceptwatch ${args.join(' ')}: ${stderr}`);
  return JSON.parse(stdout) as T;
}

beforeAll(async () => {
  await answer('world', 'render', '--out', scenes, '--count', '400', '--seed', '1500000');
}, PATIENCE_MS);
afterAll(() => folder.remove());

describe('the systems of the paper on the command line', { timeout: PATIENCE_MS }, () => {
  it('align: imports what it can read, refuses by name and with exit code 2 what it cannot, writes all formats', async () => {
    const data = ['--data', at('data')];
    const imported = await answer<{ digest: string }>('align', 'import', join(aligners, 'linear.pth'), '--name', 'mine', ...data);
    expect(imported).toEqual({ name: 'mine', source_dim: 3, target_dim: 2, digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
    for (const format of ['npz', 'pth', 'safetensors', 'onnx']) await answer('align', 'export', 'mine', '--out', at(`mine.${format}`), ...data);
    for (const format of ['npz', 'pth', 'safetensors']) expect((await answer<{ digest: string }>('align', 'import', at(`mine.${format}`), '--name', format, ...data)).digest).toBe(imported.digest);
    for (const [name, reason] of [['code.pth', /posix\.system/], ['object.npz', /objects never/], ['legacy.pth', /before 1\.6/]] as const) {
      const { code, stderr } = await runCli(['align', 'import', join(aligners, name), '--name', 'evil', '--json', ...data]);
      expect(code).toBe(2);
      expect(stderr).toMatch(reason);
    }
    await answer('align', 'promote', 'mine', ...data);
    expect(await answer('align', 'list', ...data)).toMatchObject({ aligners: expect.arrayContaining([expect.objectContaining({ name: 'mine', promoted: true })]) as unknown[] });
    expect(await answer('align', 'rollback', ...data)).toEqual({ promoted: null });
  });

  it('zero-shot: with a preset of the paper, beside the target itself', async () => {
    const { quality } = await answer<{ quality: { quality: { accuracy: number; matrix: number[][] } }[] }>('zero-shot', scenes, '--labels', 'beach,forest,city,desert', '--preset', 'cifar10');
    expect(quality).toHaveLength(2);
    for (const { quality: { accuracy, matrix } } of quality) expect([accuracy > 0.85, matrix.length]).toEqual([true, 4]);
    await answer('world', 'primitives', 'colors', '--out', at('colors'));
    expect((await answer<{ predictions: unknown[] }>('zero-shot', at('colors'), '--labels', 'black,blue,brown,gray,green,orange,pink,purple,red,white,yellow', '--preset', 'colors')).predictions).toHaveLength(11);
  });

  it('bottleneck: comes within three points of a linear probe, also from few images', async () => {
    const { accuracy, probeAccuracy } = await answer<{ accuracy: number; probeAccuracy: number }>('bottleneck', 'train', scenes, '--out', at('places.json'));
    expect(accuracy).toBeGreaterThan(probeAccuracy - 0.03);
    const { explanations } = await answer<{ explanations: { predicted: string; reasons: { share: number }[] }[] }>('bottleneck', 'explain', at('places.json'), join(scenes, '000000.jpg'));
    expect(explanations[0].reasons).toHaveLength(3);
  });

  it('search and summarize: by query and by JSON, with counts and a contact sheet', async () => {
    const found = await answer<{ constraints: { count: number; alone: number }[]; matches: object[] }>('search', scenes, 'beach > 1 & snow < 0', '--sheet', at('sheet.html'));
    expect(found.constraints[1].count).toBe(found.matches.length);
    expect(found.matches.length).toBeGreaterThan(0);
    expect((await answer<typeof found>('search', scenes, '[{"concept":"beach","k":1,"sign":1},{"concept":"snow","k":0,"sign":-1}]')).matches).toEqual(found.matches);
    expect(readFileSync(at('sheet.html'), 'utf8').match(/<figcaption>/g)).toHaveLength(found.matches.length);
    expect(await answer('summarize', scenes)).toMatchObject({ images: 400 });
  });

  it('decode: a head, an image, a vector and a stream, in one word or more', async () => {
    const head = await answer<{ right: number; rows: object[] }>('decode', '--head', join(repositoryRoot, 'models', 'conceptwatch-source-supervised'), '--group', 'background');
    expect(head.right).toBeGreaterThan(0.75);
    const words = async (...args: string[]): Promise<number[]> => (await answer<{ texts: { text: string }[] }>('decode', ...args)).texts.map(({ text }) => text.split(' ').length);
    expect(await words('--image', join(scenes, '000000.jpg'))).toEqual([1, 1, 1, 1, 1]);
    expect(Math.max(...(await words('--image', join(scenes, '000000.jpg'), '--length', '6')))).toBeGreaterThan(1);
    writeFileSync(at('vector.json'), JSON.stringify(Array.from({ length: 416 }, (_, i) => Math.sin(i))));
    expect(await words('--vector', at('vector.json'))).toHaveLength(5);
    expect(await answer('decode', '--image', join(scenes, '000000.jpg'), '--by', 'limber', '--length', '12')).toEqual({ caption: expect.stringMatching(/\w+ \w+/) as string });
    const service = await RunningService.watch(['--baseline', scenes, '--source', 'http', '--stream', 'main'], at('service'));
    expect(await answer('decode', '--shift', 'main', '--url', service.url, '--token', service.token)).toEqual({ stream: 'main', decoded: [] });
    await service.program.kill('SIGTERM');
  });

  it('bank and refine: unknown words are told, exemplars are judged', async () => {
    writeFileSync(at('bank.yaml'), 'name: mine\nconcepts: [snow, snwo]\n');
    const { code, stdout } = await runCli(['bank', 'check', at('bank.yaml'), '--json']);
    expect([code, stdout]).toEqual([2, expect.stringContaining('snwo')]);
    await answer('bank', 'export', '--out', at('exported.json'));
    await answer('bank', 'export', at('exported.json'), '--out', at('exported.yaml'));
    expect(await answer('bank', 'check', at('exported.yaml'))).toMatchObject({ ok: true, name: 'default', unknown: [] });
    const refined = await answer<{ auroc: { before: number; after: number }; vector: number[] }>('refine', scenes, '--concept', 'snow', '--count', '10');
    expect(refined.auroc.after).toBeGreaterThan(0.9);
    expect(refined.vector).toHaveLength(128);
  });
});
