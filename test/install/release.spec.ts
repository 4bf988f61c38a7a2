import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../e2e/running-service';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = temporaryFolder();
afterAll(() => folder.remove());

const script = (name: string, ...args: string[]) => spawnSync(process.execPath, [`${root}scripts/${name}.mjs`, ...args], { cwd: root, encoding: 'utf8' });
const file = (name: string, content: unknown): string => {
  writeFileSync(`${folder.path}/${name}`, JSON.stringify(content));
  return `${folder.path}/${name}`;
};

describe('npm run sbom', () => {
  it('writes CycloneDX and the licences of everything that is shipped, all of them allowed', () => {
    const { status, stderr } = script('sbom');
    expect({ status, stderr: stderr.trim() }).toEqual({ status: 0, stderr: expect.stringMatching(/^dist\/sbom\.cdx\.json and dist\/licences\.md: \d{3} packages\.$/) as string });
    const sbom = JSON.parse(readFileSync(`${root}dist/sbom.cdx.json`, 'utf8')) as { bomFormat: string; metadata: { component: { name: string } }; components: { name: string; version: string }[] };
    expect(sbom).toMatchObject({ bomFormat: 'CycloneDX', metadata: { component: { name: 'conceptwatch' } } });
    const { dependencies } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { dependencies: Record<string, string> };
    const listed = sbom.components.map(({ name, version }) => `${name} ${version}`);
    for (const [name, version] of Object.entries(dependencies)) if (!version.startsWith('npm:')) expect(listed).toContain(`${name} ${version}`);
    expect(listed.filter((name) => name.startsWith('vitest '))).toEqual([]);
  });

  it.each([
    ['GPL-3.0-only', 1],
    ['(GPL-3.0-only OR MIT)', 0],
    ['(GPL-3.0-only AND MIT)', 1],
    ['LGPL-3.0-or-later', 1],
  ])('judges %s', (licence, status) => {
    const from = file('sbom.json', { metadata: {}, components: [{ name: 'something', version: '1.0.0', licenses: [{ expression: licence }] }] });
    expect(script('sbom', '--from', from).status).toBe(status);
  });
});

describe('npm run audit:policy', () => {
  const report = (severity: string) => ({ vulnerabilities: { something: { via: [{ name: 'something', severity, title: 'It breaks', url: 'https://example.invalid/advisories/GHSA-aaaa-bbbb-cccc' }, 'another'] } } });
  it.each([
    ['critical', 1],
    ['high', 1],
    ['moderate', 0],
  ])('a %s advisory ends with %i', (severity, status) => {
    const outcome = script('audit', '--report', file('report.json', report(severity)));
    expect(outcome.status).toBe(status);
    if (status === 1) expect(outcome.stderr).toContain('something: It breaks (GHSA-aaaa-bbbb-cccc)');
  });

  it('no answer is not "nothing known"', () => expect(script('audit', '--report', file('report.json', { message: '405 Method Not Allowed' }))).toMatchObject({ status: 2, stderr: expect.stringContaining('nothing was checked') as string }));
});

describe('npm run release-notes', () => {
  it('prints what the changelog says about the version', () => {
    const { status, stdout } = script('release-notes', '0.1.0');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^- The picture-book world/);
    expect(stdout).not.toContain('## ');
  });

  it('says which versions there are', () => expect(script('release-notes', '9.9.9')).toMatchObject({ status: 1, stderr: expect.stringMatching(/says nothing about 9\.9\.9\. It has: .*0\.1\.0/) as string }));
});

describe('NOTICE', () => {
  it('names every package of art with the licence that it has, and no other', () => {
    const json = (path: string): unknown => JSON.parse(readFileSync(`${root}${path}`, 'utf8'));
    const { dependencies, devDependencies } = json('package.json') as Record<string, Record<string, string>>;
    const isArt = (name: string) => /^@iconify-json\/|^@lobehub\/|^emojibase-data$/.test(name);
    const installed = Object.keys({ ...dependencies, ...devDependencies }).filter(isArt);
    expect(installed.length).toBeGreaterThan(5);
    const entries = readFileSync(`${root}NOTICE`, 'utf8').matchAll(/\(((?:[@\w/-]+,\s*)*[@\w/-]+)\)\s+.*, ([A-Z][\w.-]+)$/gm);
    const said = [...entries].flatMap(([, names, licence]) => names.split(/,\s*/).map((name) => `${name}: ${licence}`));
    const licenceOf = (name: string) => (json(`node_modules/${name}/package.json`) as { license: string }).license;
    expect(said.sort()).toEqual(installed.map((name) => `${name}: ${licenceOf(name)}`).sort());
  });
});

describe('the package', () => {
  const npm = (args: string[], cwd: string) => spawnSync('npm', args, { cwd, encoding: 'utf8', env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' } });

  it('installs from its tarball into an empty folder, and runs', () => {
    const [packed] = Object.values(JSON.parse(npm(['pack', '--json', '--pack-destination', folder.path], root).stdout) as Record<string, { filename: string; files: { path: string }[] }>);
    const paths = packed.files.map(({ path }) => path);
    for (const needed of ['LICENSE', 'NOTICE', 'README.md', 'banks/default.yaml', 'dist/apps/cli/main.js', 'docs/OPERATIONS.md']) expect(paths).toContain(needed);
    expect(paths.filter((path) => /^(libs|test|training|\.|data)|\.spec\.|secret/.test(path))).toEqual([]);
    writeFileSync(`${folder.path}/package.json`, JSON.stringify({ name: 'a-user', private: true }));
    const installed = npm(['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', `${folder.path}/${packed.filename}`], folder.path);
    expect({ status: installed.status, said: installed.stderr }).toMatchObject({ status: 0 });
    const conceptwatch = `${folder.path}/node_modules/.bin/conceptwatch`;
    expect(existsSync(conceptwatch)).toBe(true);
    const run = (...args: string[]) => spawnSync(conceptwatch, args, { cwd: folder.path, encoding: 'utf8' });
    expect(run('--help').stdout).toContain('Usage: conceptwatch');
    // Loads every library that a service needs.
    expect(run('verify-config')).toMatchObject({ status: 0, stdout: expect.stringMatching(/^The settings are valid/) as string });
  }, 600_000);
});
