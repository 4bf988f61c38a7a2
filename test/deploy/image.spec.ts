import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { serviceConfiguration } from '@conceptwatch/composition';
import { RunningProgram } from '@conceptwatch/testing';
import { temporaryFolder } from '../e2e/running-service';
import { describeWhere, pythonProgram, requirement } from '../requirements';

const root = fileURLToPath(new URL('../../', import.meta.url));
const dockerfile = readFileSync(`${root}deploy/Dockerfile`, 'utf8');
const ignore = readFileSync(`${root}deploy/Dockerfile.dockerignore`, 'utf8').split('\n').filter((line) => line !== '' && !line.startsWith('#'));
const variables = Object.fromEntries([...readFileSync(`${root}deploy/.env`, 'utf8').matchAll(/^(\w+)=(.+)$/gm)].map(([, name, value]) => [name, value]));
const stages = Object.fromEntries([...dockerfile.matchAll(/^FROM (\S+) AS ([\w-]+)\n([\s\S]*?)(?=^FROM |$(?![\s\S]))/gm)].map(([, from, name, body]) => [name, { from, body }]));

describe('deploy/Dockerfile', () => {
  it('has a CPU and a CUDA target', () => expect(Object.keys(stages)).toEqual(['build', 'build-cuda', 'cpu', 'cuda']));

  it('names the base images that deploy/.env names', () => {
    for (const [, name, value] of dockerfile.matchAll(/^ARG (\w+)=(\S+)$/gm)) expect(`${name}=${value}`).toBe(`${name}=${variables[name]}`);
  });

  it.each(['cpu', 'cuda'])('%s runs as a user of its own with a health check, and writes nowhere but to its volume', (target) => {
    const { body } = stages[target];
    expect(body).toMatch(/^USER 10001:10001$/m);
    expect(body).toMatch(/^HEALTHCHECK /m);
    expect(body).toMatch(/^VOLUME \/var\/lib\/conceptwatch$/m);
    expect(body).not.toMatch(/chmod|chown/);
  });

  it('copies what exists and is let through', () => {
    const sources = [...dockerfile.matchAll(/^COPY (?!--from)(.+)$/gm)].flatMap(([, words]) => words.split(' ').slice(0, -1));
    expect(sources.length).toBeGreaterThan(10);
    for (const source of sources) {
      expect(existsSync(`${root}${source}`), source).toBe(true);
      expect(ignore).toContain(`!${source}`);
    }
    expect(ignore[0]).toBe('*');
  });

  it('sets only settings that exist', () => {
    const known = new Set(serviceConfiguration().describe().map(({ environment }) => environment));
    for (const [, name] of dockerfile.matchAll(/\b(CONCEPTWATCH_\w+)=/g)) expect(known).toContain(name);
  });
});

describe('what the Dockerfile copies, without Docker', () => {
  const folder = temporaryFolder();
  const [build, image] = [`${folder.path}/src`, `${folder.path}/opt/conceptwatch`];
  afterAll(() => folder.remove());

  /** Obeys the COPY lines of a stage, but for packages, which are those of the repository. */
  const copy = (stage: string, to: string): void => {
    mkdirSync(to, { recursive: true });
    for (const [, from, words] of stages[stage].body.matchAll(/^COPY (--from=build )?(.+)$/gm)) {
      const [target, ...sources] = words.split(' ').reverse();
      for (const source of sources.map((name) => name.replace(/^\/src\//, '')).filter((name) => name !== 'node_modules')) {
        const place = path.join(to, target.endsWith('/') ? path.join(target, path.basename(source)) : target);
        cpSync(path.join(from ? build : root, source), place, { recursive: true, filter: (file) => !/\.spec\.tsx?$|\/(node_modules|dist)$/.test(file) || from !== undefined });
      }
    }
    symlinkSync(`${root}node_modules`, `${to}/node_modules`);
  };

  it('builds, starts, is healthy, logs as it is told, and writes nothing beside its volume', async () => {
    copy('build', build);
    expect(spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: build, encoding: 'utf8' })).toMatchObject({ status: 0 });
    copy('cpu', image);
    const files = (): string[] => readdirSync(image, { recursive: true, encoding: 'utf8' }).filter((name) => !name.startsWith('node_modules')).sort();
    const before = files();
    const set = Object.fromEntries([...stages.cpu.body.matchAll(/^(?:ENV|   ) *(\w+)=(\S+)/gm)].map(([, name, value]) => [name, value]));
    expect(set).toMatchObject({ LOG_FORMAT: 'json', CONCEPTWATCH_STORAGE_DIRECTORY: '/var/lib/conceptwatch' });
    const free = { CONCEPTWATCH_STORAGE_DIRECTORY: `${folder.path}/volume`, CONCEPTWATCH_HTTP_HOST: '127.0.0.1', CONCEPTWATCH_HTTP_PORT: '0', CONCEPTWATCH_OBSERVABILITY_HOST: '127.0.0.1', CONCEPTWATCH_OBSERVABILITY_PORT: '0' };
    const program = RunningProgram.start(`${image}/dist/apps/standalone/main.js`, [], { ...set, ...free, CONCEPTWATCH_OBSERVABILITY_LOG_LEVEL: 'debug' });
    await program.until((lines) => lines.some((line) => line.startsWith('Ctrl-C')));
    const [, metrics] = /metrics\s+(\S+)/.exec(program.lines.join('\n'))!;
    expect((await fetch(metrics.replace('/metrics', '/healthz'))).status).toBe(200);
    expect(await (await fetch(metrics)).text()).toContain('conceptwatch_build_info{');
    program.signal('SIGUSR2');
    await vi.waitFor(() => expect(program.stderr).toMatch(/Log level: \w+ \(SIGUSR2\)/), { timeout: 60_000 });
    expect((await fetch(metrics.replace('/metrics', '/healthz'))).status).toBe(200);
    program.signal('SIGTERM');
    expect(await program.exited).toMatchObject({ code: 0 });
    const logged = program.stderr.split('\n').filter(Boolean).map((line) => JSON.parse(line) as { level: number });
    expect(logged.some(({ level }) => level === 20)).toBe(true);
    expect(files()).toEqual(before);
  }, 600_000);
});

describeWhere(requirement('hadolint'), 'hadolint', () => {
  it('has nothing to say', () => {
    const { status, stdout, stderr } = spawnSync(pythonProgram('hadolint'), [`${root}deploy/Dockerfile`], { encoding: 'utf8' });
    expect({ status, said: stdout + stderr }).toEqual({ status: 0, said: '' });
  });
});
