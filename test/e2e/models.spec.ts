import { createReadStream, existsSync, statSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runCli } from './run-cli';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const NAME = 'acme/mini-clip';
/** Bundled models in the place of the large ones: the same layout and the same roles. */
const BEHIND_SHORT_NAMES = { 'conceptwatch-mini-clip': 'Xenova/clip-vit-base-patch16', 'conceptwatch-source-supervised': 'Xenova/dino-vits16', 'conceptwatch-caption-gpt': 'Xenova/gpt2' };
let folder: string;
let mirror: Server;
let hub: string;
let served: string[] = [];
const at = (...names: string[]): string => path.join(folder, ...names);
const run = (...args: string[]) => runCli(args, { env: { CONCEPTWATCH_MODELS_CACHE: at('cache'), CONCEPTWATCH_MODELS_HUB: hub } });

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'models-'));
  await cp(path.resolve('models/conceptwatch-mini-clip'), at('mirror', 'acme', 'mini-clip'), { recursive: true });
  mirror = createServer((request, response) => {
    const file = at('mirror', decodeURIComponent(request.url ?? '').replace('/resolve/main', ''));
    served.push(file);
    if (!existsSync(file)) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-length': statSync(file).size });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => mirror.listen(0, '127.0.0.1', resolve));
  hub = `http://127.0.0.1:${(mirror.address() as AddressInfo).port}`;
  await runCli(['world', 'render', '--out', at('train'), '--count', '120', '--seed', '71']);
  await runCli(['world', 'render', '--out', at('snowy'), '--count', '120', '--seed', '72', '--shift', 'snow=0.8']);
});
afterAll(async () => {
  mirror.closeAllConnections();
  mirror.close();
  await rm(folder, { recursive: true });
});

describe('conceptwatch models', () => {
  it('says what to do before a model was pulled, and asks no network for it', async () => {
    const { code, stderr } = await run('compare', at('train'), at('snowy'), '--models', NAME);
    expect(code).toBe(2);
    expect(stderr).toMatch(/npx conceptwatch models pull acme\/mini-clip/);
    expect(served).toEqual([]);
  });

  it('pulls from a mirror, and only what is missing the second time', async () => {
    const first = await run('models', 'pull', NAME, '--json');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    const { directory, files } = JSON.parse(first.stdout) as { directory: string; files: { path: string; sha256: string }[] };
    expect(files.map((file) => file.path)).toEqual(['config.json', 'onnx/text_model.onnx', 'onnx/vision_model.onnx', 'preprocessor_config.json', 'tokenizer.json', 'tokenizer_config.json']);
    served = [];
    await rm(path.join(directory, 'onnx', 'text_model.onnx'));
    expect(await run('models', 'verify', NAME)).toMatchObject({ code: 2, stderr: expect.stringMatching(/onnx\/text_model\.onnx of acme\/mini-clip is missing or damaged/) as string });
    expect((await run('models', 'pull', NAME)).code).toBe(0);
    expect(served.map((file) => path.basename(file))).toEqual(['text_model.onnx']);
    expect((await run('models', 'verify', NAME)).stdout).toMatch(/6 files, every digest is right/);
  });

  it('serves every verb by its name without a network, and refuses it when it is damaged', async () => {
    served = [];
    const { code, stdout } = await run('compare', at('train'), at('snowy'), '--models', NAME, '--json');
    expect(code).toBe(3);
    const { concepts } = JSON.parse(stdout) as { concepts: { concept: string; direction: string }[] };
    expect(concepts.find(({ direction }) => direction === 'rose')?.concept).toMatch(/snow/);
    expect(served).toEqual([]);
    const model = at('cache', 'acme', 'mini-clip', 'onnx', 'vision_model.onnx');
    const bytes = await readFile(model);
    bytes[bytes.length >> 1] ^= 1;
    await writeFile(model, bytes);
    expect(await run('compare', at('train'), at('snowy'), '--models', NAME)).toMatchObject({ code: 2, stderr: expect.stringMatching(/is damaged: its sha-256/) as string });
  });

  it('knows a CLIP, a source and a language model by short names, and works with them together', async () => {
    for (const [bundled, hubName] of Object.entries(BEHIND_SHORT_NAMES)) await cp(path.resolve('models', bundled), at('mirror', ...hubName.split('/')), { recursive: true });
    for (const name of ['clip-vit-b-16', 'dino-vit-s-16', 'gpt2']) expect(await run('models', 'pull', name)).toMatchObject({ code: 0, stderr: '' });
    served = [];
    const [image] = await readdir(at('snowy'));
    const source = ['--models', 'clip-vit-b-16', '--encoder', 'dino-vit-s-16', '--aligner', 'models/aligners/default.safetensors'];
    const decoded = await run('decode', '--image', at('snowy', image), ...source, '--language-model', 'gpt2', '--json');
    expect(decoded).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.stringify(JSON.parse(decoded.stdout))).toMatch(/[a-z]{3}/);
    const found = await run('search', at('snowy'), 'snow > 0', ...source, '--json');
    expect(found).toMatchObject({ code: 0, stderr: '' });
    expect(served).toEqual([]);
  });

  it('says of a verb too that CUDA or the precision that was asked for is missing', async () => {
    const with_ = (variable: string, value: string) => runCli(['compare', at('train'), at('snowy')], { env: { [variable]: value } });
    expect(await with_('CONCEPTWATCH_MODELS_EXECUTION_PROVIDER', 'cuda')).toMatchObject({ code: 2, stderr: expect.stringMatching(/cannot run on CUDA .* Install the CUDA libraries/i) as string });
    expect(await with_('CONCEPTWATCH_MODELS_PRECISION', 'int8')).toMatchObject({ code: 2, stderr: expect.stringMatching(/_quantized\.onnx/) as string });
    expect(await with_('CONCEPTWATCH_MODELS_PRECISION', 'int4')).toMatchObject({ code: 2, stderr: expect.stringMatching(/fp32 \| fp16 \| int8/) as string });
  });

  it('refuses what the mirror does not have, pins that do not fit, and names that are none', async () => {
    expect(await run('models', 'pull', NAME, '--precision', 'int8')).toMatchObject({ code: 2, stderr: expect.stringMatching(/has no onnx\/vision_model_quantized\.onnx .*try --precision fp32/) as string });
    expect(await run('models', 'pull', 'acme/other')).toMatchObject({ code: 2, stderr: expect.stringMatching(/has no config\.json of acme\/other/) as string });
    const pins = { model: NAME, revision: 'main', precision: 'fp32', files: [{ path: 'config.json', bytes: 1, sha256: 'ab'.repeat(32) }] };
    await writeFile(at('pins.json'), JSON.stringify(pins));
    expect(await run('models', 'pull', NAME, '--pins', at('pins.json'))).toMatchObject({ code: 2, stderr: expect.stringMatching(/the pinned digest says abab/) as string });
    expect(await run('models', 'pull', '../etc')).toMatchObject({ code: 2, stderr: expect.stringMatching(/is no name of a model/) as string });
  });
});
