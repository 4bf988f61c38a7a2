import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const data = mkdtempSync(path.join(tmpdir(), 'start-'));
afterAll(() => rmSync(data, { recursive: true, force: true }));

interface Started {
  child: ChildProcess;
  said: string;
  ended: Promise<number | null>;
}

/** `npm start` in a process group of its own, as a terminal does it, once it has printed its addresses. */
async function npmStart(): Promise<Started> {
  const env = { ...process.env, CONCEPTWATCH_HTTP_PORT: '0', CONCEPTWATCH_OBSERVABILITY_PORT: '0', CONCEPTWATCH_STORAGE_DIRECTORY: data };
  const child = spawn('npm', ['start', '--silent'], { cwd: root, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  let said = '';
  const ready = new Promise<void>((resolve) => {
    const listen = (text: Buffer): void => {
      said += text.toString();
      if (said.includes('Ctrl-C ends it')) resolve();
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
  });
  await Promise.race([ready, ended.then((code) => Promise.reject(new Error(`npm start ended with ${code}: ${said}`)))]);
  return { child, said, ended };
}

describe('npm start', () => {
  it('says where to look, ends in order on Ctrl-C, and goes on from its state', async () => {
    const first = await npmStart();
    expect(first.said).toMatch(/http:\/\/localhost:\d+\/#token=cw_/);
    process.kill(-Number(first.child.pid), 'SIGINT');
    expect(await first.ended).toBe(0);

    const second = await npmStart();
    expect(second.said).toMatch(/http:\/\/localhost:\d+/);
    expect(second.said).not.toContain('cw_');
    second.child.kill('SIGTERM');
    expect(await second.ended).toBe(0);
  }, 120_000);

  it('says in words that Node is too old', () => {
    const script = "Object.defineProperty(process.versions, 'node', { value: '18.20.4' }); await import('./scripts/start.mjs');";
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { cwd: root, encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^conceptwatch needs Node 20\.19 or newer; this is Node 18\.20\.4/);
  });
});
