import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

interface Package {
  version?: string;
  resolved?: string;
  integrity?: string;
  link?: boolean;
}
interface Manifest {
  name: string;
  version: string;
  license: string;
  private: boolean;
  engines: { node: string };
  scripts: Record<string, string>;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const manifest = JSON.parse(read('package.json')) as Manifest;
const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, Package> };
/** In pieces, so that this file is not one that names them. */
const HOSTS = [['registry', 'npmjs'], ['pypi', 'org'], ['pythonhosted', 'org'], ['repo', 'maven'], ['repo1', 'maven'], ['proxy', 'golang'], ['crates', 'io'], ['deb', 'debian']].map((parts) => parts.join('.'));

describe('supply chain', () => {
  it('names no registry host in any file', () => {
    const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 }).split('\0').filter(Boolean);
    const text = files.filter((file) => !/\.(png|jpe?g|webp|onnx|safetensors|npz|pth|parquet|gz)$/.test(file));
    const guilty = text.filter((file) => {
      const content = read(file);
      return HOSTS.some((host) => content.includes(host));
    });
    expect(guilty).toEqual([]);
  });

  it('pins every package to one version', () => {
    for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) expect(`${name} ${version}`).toMatch(/^\S+ (npm:@?[\w/.-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/);
  });

  it('locks every package by its digest and not by an address', () => {
    const locked = Object.entries(lock.packages).filter(([name, { link }]) => name !== '' && !link);
    expect(locked.length).toBeGreaterThan(300);
    expect(locked.filter(([, { resolved, integrity }]) => resolved !== undefined || !integrity).map(([name]) => name)).toEqual([]);
  });

  it('runs no script of its own or of a package when it is installed', () => {
    expect(Object.keys(manifest.scripts).filter((name) => /^(pre|post)?(install|prepare)/.test(name))).toEqual([]);
    expect(read('.npmrc')).toMatch(/^ignore-scripts=true$/m);
    expect(read('.npmrc')).toMatch(/^onnxruntime-node-install=skip$/m);
  });

  it('says what it is and what it runs on', () => {
    expect(manifest).toMatchObject({ name: 'conceptwatch', license: 'Apache-2.0', private: true, engines: { node: '>=20.19.0' } });
  });
});
