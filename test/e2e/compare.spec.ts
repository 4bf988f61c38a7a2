import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type CompareReport, compareReportSchema } from '@conceptwatch/contracts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type CliResult, runCli } from './run-cli';

/** Every test starts the program several times, on a machine that may be busy. */
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let folder: string;
let snow: CliResult;
const at = (name: string): string => path.join(folder, name);

async function render(name: string, seed: number, ...more: string[]): Promise<string> {
  const { code, stderr } = await runCli(['world', 'render', '--out', at(name), '--count', '300', '--seed', String(seed), ...more]);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return at(name);
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'compare-'));
  await render('train', 9001);
  await render('same', 9002);
  await render('snow', 9003, '--shift', 'snow=0.3');
  snow = await runCli(['compare', at('train'), at('snow'), '--json']);
});
afterAll(() => rm(folder, { recursive: true }));

describe('conceptwatch compare', () => {
  it('finds no drift between two renders of the same world', async () => {
    const { code, stdout, stderr } = await runCli(['compare', at('train'), at('same'), '--json']);
    const report = compareReportSchema.parse(JSON.parse(stdout));
    expect({ code, stderr, drift: report.drift, images: report.images }).toEqual({ code: 0, stderr: '', drift: false, images: { baseline: 300, current: 300, refused: 0 } });
  });

  it('finds snow first among what rose, in JSON and exit code 3', () => {
    const report: CompareReport = compareReportSchema.parse(JSON.parse(snow.stdout));
    expect(snow.code).toBe(3);
    expect(report.drift).toBe(true);
    const strongest = report.concepts.map(({ ks }) => ks);
    expect(strongest).toEqual([...strongest].sort((a, b) => b - a));
    const first = report.concepts.find(({ direction }) => direction === 'rose');
    expect(first?.concept).toBe('snow');
    expect(first?.share).toBeLessThanOrEqual(first?.ks ?? 0);
  });

  it('says it in words and writes a page that needs nothing else', async () => {
    const { code, stdout, stderr } = await runCli(['compare', at('train'), at('snow'), '--report', at('report.html')]);
    expect(code).toBe(3);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^Drift: snow rose for \d+ % of images/);
    expect(stdout).toContain('drawn scenes');
    const page = await readFile(at('report.html'), 'utf8');
    expect(page).toMatch(/<h1>snow rose for/);
    expect(page).not.toMatch(/(src|href)="(?!data:)|url\(|<script|<link/);
    expect(page.match(/src="data:image/g)?.length).toBeGreaterThan(20);
  });

  it('takes a bank of the user', async () => {
    const { code, stdout } = await runCli(['compare', at('train'), at('snow'), '--json', '--bank', path.join(import.meta.dirname, 'weather-bank.yaml')]);
    expect(code).toBe(3);
    expect((JSON.parse(stdout) as CompareReport).concepts.map(({ concept }) => concept).sort()).toEqual(['beach', 'fog', 'snowfall']);
  });

  it('takes its thresholds from the user', async () => {
    const { code } = await runCli(['compare', at('train'), at('snow'), '--json', '--min-effect', '0.9']);
    expect(code).toBe(0);
  });

  it('gives the same document twice', async () => {
    expect((await runCli(['compare', at('train'), at('snow'), '--json'])).stdout).toBe(snow.stdout);
  });

  it('makes a baseline file, which stands for its folder', async () => {
    const { code, stdout } = await runCli(['baseline', 'create', at('train'), '--out', at('train.baseline'), '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ id: 'train', images: 300, refused: 0 });
    const fromFile = await runCli(['compare', at('train.baseline'), at('snow'), '--json']);
    expect(fromFile).toMatchObject({ code: 3, stdout: snow.stdout });
  });
});

describe('conceptwatch --help', () => {
  it('answers at once: in 300 ms, or on a busy machine in little more than Node itself needs', async () => {
    const quickest = async (run: () => Promise<number>): Promise<number> => {
      const runs: number[] = [];
      for (let i = 0; i < 5; i++) runs.push(await run());
      return Math.min(...runs);
    };
    const help = await quickest(async () => (await runCli(['--help'])).milliseconds);
    const bare = await quickest(() => timeOf(() => spawnSync(process.execPath, ['-e', '0'])));
    expect(help).toBeLessThan(Math.max(300, 4 * bare));
  });
});

async function timeOf(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
