import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rawTar } from '@conceptwatch/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BackfillSummary } from '@conceptwatch/jobs';
import { repositoryRoot, runCli } from '../e2e/run-cli';
import { temporaryFolder } from '../e2e/running-service';
import { describeWhere, pythonPath, requirement } from '../requirements';
import { AFTER, BEFORE, BEGAN, filesBelow, type MadePast, makePast, timeOf, writeParquet, writeShards } from './backfill-data';
import { S3_CREDENTIALS, startS3 } from './s3-server';

const folder = temporaryFolder();
let past: MadePast;
const data = join(folder.path, 'data');
const CHUNK = 32;
const rules = () => ['--stream', 'main', '--baseline', past.baseline, '--bank', past.bank, '--window', '60', '--images-between-false-alarms', '2000', '--chunk', String(CHUNK), '--data', data];

beforeAll(async () => {
  past = await makePast(folder.path);
  expect((await backfill(join(past.root, 'past'), 'undisturbed')).code).toBe(3);
}, 120_000);
afterAll(folder.remove);

async function backfill(from: string, out: string, more: string[] = [], env: Record<string, string> = {}): Promise<{ code: number | null; summary: BackfillSummary; stderr: string }> {
  const { code, stdout, stderr } = await runCli(['backfill', '--from', from, '--out', join(folder.path, out), ...rules(), '--json', ...more], { env });
  try {
    return { code, summary: JSON.parse(stdout) as BackfillSummary, stderr };
  } catch {
    throw new Error(`exit ${code}: ${stderr}`);
  }
}

/** Runs until so many progress lines were told, then kills. @returns whether it was killed before its end */
async function killedAfter(lines: number, args: string[], signal: NodeJS.Signals): Promise<{ code: number | null; stderr: string; wasKilled: boolean }> {
  const child = spawn(process.execPath, [`${repositoryRoot}dist/apps/cli/main.js`, 'backfill', ...args, '--progress'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  let wasKilled = false;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    if (!wasKilled && stderr.split('\n').filter((line) => / of \d+ images/.test(line)).length >= lines) wasKilled = child.kill(signal);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stderr, wasKilled };
}

describe('conceptwatch backfill', () => {
  it('says in words and by exit code what happened and when, and writes tables, events and what was refused', async () => {
    const { code, stdout, stderr } = await runCli(['backfill', '--from', join(past.root, 'past'), '--out', join(folder.path, 'words'), ...rules(), '--progress']);
    expect(code, stderr).toBe(3);
    expect(stdout).toMatch(/^Drift: /);
    expect(stdout).toMatch(/2026-01-31 0[89]:\d\d:\d\d UTC {2}snow rose \(\d+ % of images, D = 0\.\d\d when it was noticed\)/);
    expect(stdout).toMatch(/At the end: snow rose for \d+ % of images/);
    expect(stdout).toContain('300 images scored, 1 refused (1 truncated; refused.jsonl has the names).');
    expect(stderr).toMatch(/160 of 301 images \(53 %\), [\d,]+ images\/s, \d+ s left/);
    const [event] = readFileSync(join(folder.path, 'words/drift-events.jsonl'), 'utf8').split('\n').map((line) => JSON.parse(line || '{}') as { concept: string; since: number; at: number });
    expect(event.concept).toBe('snow');
    expect(event.since).toBeGreaterThan(timeOf(BEFORE - 20));
    expect(event.at).toBeLessThan(timeOf(BEFORE + AFTER));
    expect(readFileSync(join(folder.path, 'words/refused.jsonl'), 'utf8')).toMatch(/"position":100,"name":"0100-damaged.jpg","reason":"truncated"/);
  }, 60_000);

  it('killed by -9 again and again it leaves the same files, bit for bit, as an undisturbed run', async () => {
    const from = join(past.root, 'past');
    const args = (out: string) => ['--from', from, '--out', join(folder.path, out), ...rules()];
    let kills = 0;
    for (const lines of [2, 3, 2, 4, 2, 3]) kills += Number((await killedAfter(lines, args('killed'), 'SIGKILL')).wasKilled);
    expect(kills).toBeGreaterThanOrEqual(4);
    expect((await backfill(from, 'killed')).code).toBe(3);
    expect(filesBelow(join(folder.path, 'killed'))).toEqual(filesBelow(join(folder.path, 'undisturbed')));
    // Once more changes nothing.
    await backfill(from, 'killed');
    expect(filesBelow(join(folder.path, 'killed'))).toEqual(filesBelow(join(folder.path, 'undisturbed')));
  }, 240_000);

  it('Ctrl-C ends it with 130 and says how to go on', async () => {
    const from = join(past.root, 'past');
    const { code, stderr, wasKilled } = await killedAfter(3, ['--from', from, '--out', join(folder.path, 'stopped'), ...rules()], 'SIGINT');
    expect(wasKilled).toBe(true);
    expect(code, stderr).toBe(130);
    expect(stderr).toContain('the same command goes on from there');
    await backfill(from, 'stopped');
    expect(filesBelow(join(folder.path, 'stopped'))).toEqual(filesBelow(join(folder.path, 'undisturbed')));
  }, 120_000);

  it('gives the same episodes from a WebDataset and from Parquet, and goes on in the middle of a shard', async () => {
    const shards = writeShards(past);
    const tar = await backfill(shards, 'tar');
    const parquet = await backfill(writeParquet(past), 'parquet', ['--image-column', 'photo']);
    expect([tar.code, parquet.code]).toEqual([3, 3]);
    expect(tar.summary.images).toEqual({ items: 300, scored: 300, refused: 0 });
    expect(parquet.summary.episodes.map(({ concept, since }) => [concept, since])).toEqual(expect.arrayContaining([['snow', expect.any(Number)]]));
    // Ids break ties, and the two forms have different ones: the same concepts, the same times within a few images.
    expect(new Set(tar.summary.episodes.map(({ concept }) => concept))).toEqual(new Set(parquet.summary.episodes.map(({ concept }) => concept)));
    const args = ['--from', shards, '--out', join(folder.path, 'tar-killed'), ...rules()];
    const child = spawn(process.execPath, [`${repositoryRoot}dist/apps/cli/main.js`, 'backfill', ...args, '--progress'], { stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr.setEncoding('utf8').on('data', (text: string) => text.includes('160 images') && child.kill('SIGKILL'));
    await once(child, 'close');
    await backfill(shards, 'tar-killed');
    expect(filesBelow(join(folder.path, 'tar-killed'))).toEqual(filesBelow(join(folder.path, 'tar')));
  }, 120_000);

  it('scores another bank and another aligner without the images, from what the first backfill kept', async () => {
    const first = join(folder.path, 'undisturbed');
    const again = await backfill(first, 'same-bank');
    expect(filesBelow(join(folder.path, 'same-bank'))['/drift-events.jsonl']).toBe(filesBelow(first)['/drift-events.jsonl']);
    expect(again.summary.images.scored).toBe(300);
    const train = await runCli(['backfill', '--from', join(past.root, 'train'), '--stream', 'train', '--embed-only', '--out', join(folder.path, 'train-embedded'), '--data', data]);
    expect(train.code, train.stderr).toBe(0);
    expect(train.stdout).toContain('150 images embedded.');
    const fit = await runCli(['align', 'fit', '--images', join(past.root, 'train'), '--name', 'mine', '--data', data]);
    expect(fit.code, fit.stderr).toBe(0);
    const exported = await runCli(['align', 'export', 'mine', '--out', join(folder.path, 'mine.safetensors'), '--data', data]);
    expect(exported.code, exported.stderr).toBe(0);
    const aligner = ['--aligner', join(folder.path, 'mine.safetensors'), '--baseline', join(folder.path, 'train-embedded')];
    const realigned = await backfill(first, 'realigned', aligner);
    const fromImages = await backfill(join(past.root, 'past'), 'realigned-images', aligner);
    expect(realigned.summary.episodes.map(({ concept, direction }) => [concept, direction])).toEqual(fromImages.summary.episodes.map(({ concept, direction }) => [concept, direction]));
    for (const [i, { since_position }] of realigned.summary.episodes.entries()) expect(Math.abs(since_position - fromImages.summary.episodes[i].since_position)).toBeLessThanOrEqual(3);
    const mismatch = await runCli(['backfill', '--from', first, '--out', join(folder.path, 'mismatch'), ...rules(), '--aligner', join(folder.path, 'mine.safetensors')]);
    expect(mismatch.code).toBe(2);
    expect(mismatch.stderr).toContain('--embed-only');
  }, 180_000);

  it('refuses in words what it cannot use', async () => {
    const refusal = async (args: string[]) => {
      const { code, stderr } = await runCli(['backfill', '--stream', 'main', '--data', data, ...args], { cwd: folder.path });
      expect(code, stderr).toBe(2);
      return stderr;
    };
    expect(await refusal(['--from', './absent', '--baseline', past.baseline])).toContain('./absent does not exist');
    expect(await refusal(['--from', './past'])).toContain('There is no stream "main"');
    expect(await refusal(['--from', 'history'])).toContain('There is no history of the stream "main"');
    expect(await refusal(['--from', './bank.yaml.tar', '--baseline', past.baseline])).toContain('does not exist');
    expect(await refusal(['--from', './past', '--baseline', past.baseline, '--bank', past.bank, '--out', 'undisturbed'])).toMatch(/holds a backfill of something else \(different: .*chunk/);
    expect(await refusal(['--from', 's3://UPPER', '--baseline', past.baseline])).toContain('s3://bucket/prefix/');
    writeFileSync(join(folder.path, 'text.tar'), rawTar([{ name: 'a.jpg', content: 'no image' }]));
    expect(await refusal(['--from', './text.tar', '--baseline', past.baseline, '--bank', past.bank, '--out', 'text'])).toContain('"text.tar" gave no image: all 1 items were refused (1 not-an-image');
    expect((await runCli(['backfill', '--help'])).stdout).toContain('Examples:');
  }, 120_000);
});

describeWhere(requirement('moto'), 'conceptwatch backfill from S3', () => {
  it('reads a prefix of a real S3-compatible server', async () => {
    const server = await startS3();
    try {
      for (const [i, bytes] of past.images.entries()) await server.put('camera', `2026/${String(i).padStart(4, '0')}.jpg`, bytes);
      const { code, summary } = await backfill('s3://camera/2026/', 's3', ['--s3-endpoint', server.endpoint], S3_CREDENTIALS);
      expect(code).toBe(3);
      expect(summary.images).toEqual({ items: 300, scored: 300, refused: 0 });
      expect(summary.episodes[0].concept).toBe('snow');
    } finally {
      await server.stop();
    }
  }, 120_000);
});

describeWhere(requirement('pyarrow'), 'results of a backfill', () => {
  it('are tables that pyarrow reads', async () => {
    const script = `
import json, sys, pyarrow.dataset as ds, numpy as np
t = ds.dataset(sys.argv[1] + '/scores', format='parquet').to_table()
e = ds.dataset(sys.argv[1] + '/embeddings', format='parquet').to_table()
v = np.stack([np.frombuffer(b, '<f2') for b in e['vector_f16'].to_pylist()]).astype('f4')
h = np.stack([np.frombuffer(b, '<f4') for b in e['encoder_f32'].to_pylist()])
print(json.dumps({'rows': t.num_rows, 'columns': t.column_names, 'types': [str(f.type) for f in t.schema], 'snow': [t['snow'].to_numpy()[:160].mean(), t['snow'].to_numpy()[160:].mean()],
  'first': t['captured_at'][0].as_py().isoformat(), 'norm': float(np.linalg.norm(v, axis=1).mean()), 'shapes': [v.shape, h.shape]}, default=float))`;
    const child = spawn(pythonPath('pyarrow.parquet'), ['-c', script, join(folder.path, 'undisturbed')]);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const [code] = (await once(child, 'close')) as [number];
    expect(code, stderr).toBe(0);
    const read = JSON.parse(stdout) as { rows: number; columns: string[]; types: string[]; snow: number[]; first: string; norm: number; shapes: number[][] };
    expect(read.columns).toEqual(['image_id', 'captured_at', 'image_name', 'image_source', 'image_position', 'fog', 'beach', 'night', 'snow', 'dog', 'forest']);
    expect(read.types).toEqual(['string', expect.stringMatching(/^timestamp\[ms/), 'string', 'string', 'int64', 'float', 'float', 'float', 'float', 'float', 'float']);
    expect(read.rows).toBe(300);
    expect(Date.parse(read.first.endsWith('+00:00') ? read.first : `${read.first}Z`)).toBe(BEGAN);
    expect(read.snow[1]).toBeGreaterThan(read.snow[0]);
    expect(read.norm).toBeCloseTo(1, 2);
    expect(read.shapes).toEqual([[300, 128], [300, 416]]);
  }, 60_000);
});
