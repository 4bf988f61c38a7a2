import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { BrowserContext } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { repositoryRoot } from '../e2e/run-cli';
import { describeWhere, requirement } from '../requirements';
import { keepPicture, keepResult, seriousFindings, TestBrowser } from './browser';
import { concept, drift, heatMap, session, summary, unjudged } from './fixtures/api-answers';
import { openScripted, type Script } from './scripted-api';

const OF_STREAM: Script = { '/session': session, '/streams/harbour/heatmap': heatMap(3, 40), '/streams/harbour/images': [], '/streams/harbour/events': [], '/streams/harbour/refused': { counts: {}, images: [] } };

const live = (streams: ReturnType<typeof summary>[], state?: ReturnType<typeof drift>): Script => ({
  ...OF_STREAM,
  '/streams': streams,
  '/live': [{ event: 'streams', data: streams }, ...(state ? [{ event: 'drift', data: state }] : [])],
});

it('is a small bundle', () => {
  const assets = `${repositoryRoot}dist/apps/web/assets/`;
  const bytes = Object.fromEntries(readdirSync(assets).map((name) => [name.replace(/-[^.]+/, ''), gzipSync(readFileSync(assets + name)).length]));
  keepResult('bundle', bytes);
  expect(Object.values(bytes).reduce((sum, size) => sum + size, 0)).toBeLessThan(120_000);
});

describeWhere(requirement('chromium'), 'the web app in rare states', () => {
  let browser: TestBrowser;
  let context: BrowserContext;
  beforeAll(async () => {
    browser = await TestBrowser.launch();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    context = await browser.context();
  });
  afterEach(() => context.close());

  it('lists several streams, the urgent ones first', async () => {
    const page = await openScripted(context, live([summary({ stream: 'gate' }), summary({ stream: 'harbour', status: 'drifting', active: 2 }), summary({ stream: 'yard', status: 'waiting', images: 0, last_image_at: null, images_per_second: null })]));
    await page.getByRole('heading', { name: 'Streams' }).waitFor();
    expect(await page.locator('.stream-card .stream-name').allTextContents()).toEqual(['harbour', 'yard', 'gate']);
    expect(await page.locator('.stream-card').first().textContent()).toContain('Drifting: 2 concepts in alarm');
    expect(await page.locator('.stream-card').nth(1).textContent()).toContain('–');
    expect(await seriousFindings(page)).toEqual([]);
    await keepPicture(page, 'streams');
    await page.locator('.stream-card').first().click();
    await page.locator('.hero').waitFor();
  });

  it('says how to begin when there is no stream', async () => {
    const page = await openScripted(context, live([]));
    await page.getByRole('heading', { name: 'No stream yet' }).waitFor();
    await page.getByText('npx conceptwatch watch').waitFor();
  });

  it('writes a dash for what is not known, never a zero', async () => {
    const streams = [summary({ status: 'filling', images: 12, images_per_second: null, window: { size: 300, count: 12 } })];
    const page = await openScripted(context, live(streams, drift({ status: 'filling', window: { size: 300, count: 12 }, concepts: [unjudged('snow'), unjudged('fog')] })), '/streams/harbour');
    await page.getByRole('heading', { name: /Collecting images: 12 of 300/ }).waitFor();
    expect(await page.locator('.facts > div').filter({ hasText: 'Throughput' }).locator('dd').first().textContent()).toBe('–');
  });

  it('says why a stream is not monitored, and when a promise is not certified', async () => {
    const baseline = { id: 'b1', status: 'mismatch' as const, images: 10_000, smallest_provable_effect: null, detail: 'The baseline was made with another encoder: make it again.' };
    const promise = { mode: 'calibrated' as const, images_between_false_alarms: 100_000, certified: false, note: 'Not certified: neighbouring images depend on each other.' };
    const page = await openScripted(context, live([summary({ status: 'unmonitored', baseline })], drift({ status: 'unmonitored', baseline, promise, sentence: baseline.detail, concepts: [] })), '/streams/harbour');
    await page.getByRole('heading', { name: baseline.detail }).waitFor();
    await page.getByText('The promise is not certified').waitFor();
    await page.getByText(promise.note).waitFor();
  });

  it('shows a server’s refusal in its own words', async () => {
    const script = { ...live([summary()], drift()), '/streams/harbour/concepts/unicorn': { status: 404, detail: 'The bank of stream "harbour" has no concept "unicorn".' } };
    const page = await openScripted(context, script, '/streams/harbour/concepts/unicorn');
    expect(await page.getByRole('alert').textContent()).toContain('has no concept "unicorn"');
    await page.goto('http://conceptwatch.test/nowhere');
    await page.getByRole('heading', { name: 'There is no page /nowhere.' }).waitFor();
  });

  it('steps through the concepts in one order, though the live one changes meanwhile', async () => {
    const script = live([summary()], drift());
    const page = await openScripted(context, script, '/streams/harbour/concepts/fog', 200);
    await page.getByRole('link', { name: 'Previous concept: snow' }).waitFor();
    script['/live'] = live([summary()], drift({ concepts: [concept('fog'), concept('dog', { active: true, since: 1, onset_at: 2 }), concept('snow')] }))['/live'];
    await expect.poll(() => page.title()).toMatch(/^\(1\)/);
    await page.keyboard.press('k');
    await expect.poll(() => new URL(page.url()).pathname).toBe('/streams/harbour/concepts/snow');
    await page.keyboard.press('j');
    await expect.poll(() => new URL(page.url()).pathname).toBe('/streams/harbour/concepts/fog');
    expect(await page.locator('.steps-neighbours a').allTextContents()).toEqual([expect.stringContaining('snow'), expect.stringContaining('dog')]);
  });

  it('asks for the token again when the session has ended', async () => {
    const script = live([summary()], drift());
    const page = await openScripted(context, script, '/streams/harbour');
    await page.locator('.hero').waitFor();
    script['/session'] = { status: 401, detail: 'no session' };
    script['/live'] = { status: 401, detail: 'no session' };
    await page.goto('http://conceptwatch.test/streams/harbour');
    await page.getByLabel('Access token').waitFor();
  });

  it('keeps many alarms readable', async () => {
    const slugs = Array.from({ length: 20 }, (_, i) => `concept-${i}`);
    const alarms = slugs.map((slug, i) => concept(slug, { active: true, since: 1, onset_at: 2, ks: 0.5 - i / 50, share: 0.3, acknowledged: i === 0 }));
    const page = await openScripted(context, live([summary({ status: 'drifting', active: 20 })], drift({ status: 'drifting', concepts: alarms })), '/streams/harbour');
    await page.getByRole('button', { name: 'Show all 20 alarms' }).click();
    await expect.poll(() => page.locator('.alarm').count()).toBe(20);
    expect(await page.locator('.alarm').last().textContent()).toContain('Acknowledged');
  });

  it('scrolls a map of 500 concepts and 500 points without jank', async () => {
    const script = { ...live([summary()], drift()), '/streams/harbour/heatmap': heatMap(500, 500) };
    const page = await openScripted(context, script, '/streams/harbour');
    await page.locator('.heat-names li').nth(499).waitFor({ state: 'attached' });
    const frames = (await page.evaluate(`new Promise((resolve) => {
      const view = document.querySelector('.heat-scroll');
      const times = [];
      const step = (at) => {
        times.push(at);
        view.scrollTop += 60;
        if (times.length < 90) requestAnimationFrame(step);
        else resolve(times.slice(1).map((time, i) => time - times[i]));
      };
      requestAnimationFrame(step);
    })`)) as number[];
    const sorted = [...frames].sort((a, b) => a - b);
    keepResult('map-scroll', { frames: frames.length, median_ms: sorted[sorted.length >> 1], p95_ms: sorted[Math.floor(sorted.length * 0.95)], longest_ms: sorted[sorted.length - 1] });
    expect(sorted[sorted.length >> 1]).toBeLessThan(50);
    expect(await page.locator('.heat-scroll').evaluate((view: { scrollTop: number }) => view.scrollTop)).toBeGreaterThan(5000);
  });
});
