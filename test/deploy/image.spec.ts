import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { serviceConfiguration } from '@conceptwatch/composition';
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

describeWhere(requirement('hadolint'), 'hadolint', () => {
  it('has nothing to say', () => {
    const { status, stdout, stderr } = spawnSync(pythonProgram('hadolint'), [`${root}deploy/Dockerfile`], { encoding: 'utf8' });
    expect({ status, said: stdout + stderr }).toEqual({ status: 0, said: '' });
  });
});
