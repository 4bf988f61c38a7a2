/** Takes the pictures of docs/img from the real demo, once it has begun to snow: node scripts/run-ts.mjs test/browser/take-screenshots.program.ts */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { RunningProgram } from '@conceptwatch/testing';
import { TestBrowser } from './browser';

const OUT = path.resolve('docs/img');
const PICTURES = [
  { name: 'web-app', path: '/streams/demo/concepts/snow', colorScheme: 'light', height: 1380 },
  { name: 'web-app-dark', path: '/streams/demo', colorScheme: 'dark', height: 1480 },
  { name: 'web-app-overview', path: '/streams/demo', colorScheme: 'light', height: 1480 },
] as const;
const SNOWY = /snow rose for [34]\d\s% of images/;

async function picture(page: Page, { name, path: where }: (typeof PICTURES)[number], url: string): Promise<void> {
  await page.goto(url + where);
  await page.getByRole('heading', { level: 1 }).filter({ hasText: SNOWY }).waitFor({ timeout: 300_000 });
  await page.getByText('Live', { exact: true }).waitFor();
  await page.waitForLoadState('load');
  await page.waitForFunction('[...document.images].every((image) => image.getBoundingClientRect().left > innerWidth || image.naturalWidth > 0)');
  await sharp(await page.screenshot()).png({ palette: true, quality: 92, effort: 8 }).toFile(path.join(OUT, `${name}.png`));
}

const data = mkdtempSync(path.join(tmpdir(), 'conceptwatch-'));
const demo = RunningProgram.start(path.resolve('dist/apps/standalone/main.js'), [], { CONCEPTWATCH_HTTP_PORT: '0', CONCEPTWATCH_OBSERVABILITY_PORT: '0', CONCEPTWATCH_STORAGE_DIRECTORY: data });
const browser = await TestBrowser.launch();
try {
  mkdirSync(OUT, { recursive: true });
  await demo.until((lines) => lines.some((line) => line.startsWith('Ctrl-C')));
  const [, url, token] = /(http:\S+)\/#token=(\S+)/.exec(demo.lines.join('\n')) as unknown as [string, string, string];
  for (const each of PICTURES) {
    const context = await browser.context({ colorScheme: each.colorScheme, viewport: { width: 1280, height: each.height } });
    const page = await context.newPage();
    await page.goto(`${url}/#token=${token}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await picture(page, each, url);
    await context.close();
  }
} finally {
  await browser.close();
  await demo.kill();
  rmSync(data, { recursive: true, force: true });
}
