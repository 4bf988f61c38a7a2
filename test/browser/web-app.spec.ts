import type { BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWhere, requirement } from '../requirements';
import { keepPicture, keepResult, overflow, seriousFindings, tabTo, TestBrowser, WIDTHS } from './browser';
import { PictureService } from './picture-service';

const PAGES = { overview: '/streams/harbour', concept: '/streams/harbour/concepts/snow', events: '/streams/harbour/events', refused: '/streams/harbour/refused', phrase: '/streams/harbour/phrase', settings: '/streams/harbour/settings', jobs: '/jobs', library: '/library', bank: '/library/banks/weather', access: '/access', aligners: '/aligners', aligner: '/aligners/fresh' };
const PATIENCE_MS = 120_000;
const LONG_MS = 180_000;

describeWhere(requirement('chromium'), 'the web app over the real service', () => {
  let pictures: PictureService;
  let browser: TestBrowser;
  let context: BrowserContext;
  let page: Page;
  const url = () => pictures.service.url;

  beforeAll(async () => {
    [pictures, browser] = await Promise.all([PictureService.start(), TestBrowser.launch()]);
    context = await browser.context();
    page = await context.newPage();
  }, PATIENCE_MS);
  afterAll(async () => {
    await browser?.close();
    await pictures?.stop();
  });

  describe('signing in', () => {
    it('asks for the token, says where it is, and refuses a wrong one in words', async () => {
      const stranger = await (await browser.context()).newPage();
      await stranger.goto(url());
      await stranger.getByText('printed once in the terminal').waitFor();
      await stranger.getByLabel('Access token').fill('cw_wrong');
      await stranger.keyboard.press('Enter');
      expect(await stranger.getByRole('alert').textContent()).toContain('not known');
      expect(await seriousFindings(stranger)).toEqual([]);
      await keepPicture(stranger, 'sign-in');
      await stranger.getByLabel('Access token').fill(pictures.service.token);
      await stranger.keyboard.press('Enter');
      await stranger.getByRole('heading', { name: 'Waiting for the first image' }).waitFor();
      await stranger.getByRole('button', { name: 'Sign out' }).click();
      await stranger.getByLabel('Access token').waitFor();
      await stranger.context().close();
    });

    it('takes the token of the printed address once and clears it away', async () => {
      await page.goto(`${url()}/#token=${pictures.service.token}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect(page.url()).toBe(`${url()}/`);
      await page.reload();
      await page.getByRole('heading', { name: 'Waiting for the first image' }).waitFor();
    });
  });

  it('explains how to send the first image while there is none', async () => {
    await page.getByText('curl -X POST').waitFor();
    expect(await page.locator('pre').textContent()).toContain(`${url()}/api/v1/streams/harbour/images`);
    expect(await page.locator('dl.facts').textContent()).toContain('–');
  });

  it('shows images, and a change in words, as they come, without loading the page again', async () => {
    await pictures.post(110);
    await page.locator('.strip img').first().waitFor();
    await page.getByRole('heading', { name: /Nothing changed/ }).waitFor();
    await pictures.post(130, { snow: 0.8 });
    const headline = page.getByRole('heading', { level: 1 });
    await headline.filter({ hasText: /snow rose for \d+\s% of images since \d\d:\d\d:\d\d \(D\s=\s0\.\d\d\)/ }).waitFor({ timeout: 60_000 });
    await page.getByRole('heading', { name: /In alarm/ }).waitFor();
    await expect.poll(() => page.title()).toMatch(/^\(\d+\) snow rose/);
  }, PATIENCE_MS);

  it('leads by keyboard alone from the search to a concept, and acknowledges its alarm', async () => {
    await page.locator('.heat-names a').first().waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('snow');
    await page.getByText('1 concept found').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'How it is known' }).waitFor();
    expect(new URL(page.url()).pathname).toBe(PAGES.concept);
    await expect.poll(() => page.getByRole('img', { name: /similarity to snow|below each similarity|D of snow|Evidence that snow/ }).count()).toBe(4);
    await expect.poll(() => page.getByText(/^D = 0\.\d\d$/).count()).toBe(1);
    await page.keyboard.press('a');
    await page.locator('.acknowledged').waitFor();
  });

  it('shows images from before and since, and enlarges them', async () => {
    const since = page.locator('.gallery-side').nth(1);
    await expect.poll(() => since.locator('li').count()).toBeGreaterThan(2);
    await since.locator('.thumbnail').first().click();
    const large = page.getByRole('dialog').getByRole('img');
    await expect.poll(() => large.evaluate((image: { naturalWidth?: number }) => image.naturalWidth)).toBeGreaterThan(100);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  });

  it('moves between concepts, pages and help by keyboard', async () => {
    await page.keyboard.press('j');
    await expect.poll(() => new URL(page.url()).pathname).not.toBe(PAGES.concept);
    await page.keyboard.press('k');
    await expect.poll(() => new URL(page.url()).pathname).toBe(PAGES.concept);
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.press('e');
    await page.getByRole('heading', { name: 'Events of harbour' }).waitFor();
    await page.locator('.events li').filter({ hasText: 'snow rose' }).first().waitFor();
  });

  it('lists what was refused, and why', async () => {
    await pictures.service.post('harbour', new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>'));
    await page.keyboard.press('g');
    await page.keyboard.press('r');
    await page.getByRole('heading', { name: 'Refused images of harbour' }).waitFor();
    await page.locator('tbody tr').first().waitFor();
    expect(await page.locator('tbody').textContent()).toMatch(/JPEG, PNG and WebP/);
  });

  it('scores any phrase over the stream, while it is typed', async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('p');
    await page.getByRole('searchbox', { name: 'Phrase' }).waitFor();
    await page.keyboard.type('a beach in the snow');
    await page.getByText(/“a beach in the snow” rose for \d+/).waitFor();
    expect(await page.locator('.decoded .chip').allTextContents()).toEqual(expect.arrayContaining(['snow', 'beach']));
    await expect.poll(() => page.locator('.gallery li').count()).toBeGreaterThan(6);
    await page.getByRole('img', { name: /^Similarity to a beach in the snow over the stored past/ }).waitFor();
    await keepPicture(page, 'phrase-asked');
    await page.getByRole('searchbox', { name: 'Phrase' }).fill('xyzzyx qwrt');
    await page.getByRole('alert').filter({ hasText: 'knows none of these words: xyzzyx, qwrt' }).waitFor();
  });

  it('does a job by its form, by keyboard alone, and shows what was found', async () => {
    const enter = async (target: Locator) => {
      await tabTo(page, target);
      await page.keyboard.press('Enter');
    };
    await enter(page.getByRole('link', { name: 'Jobs' }));
    await enter(page.getByRole('button', { name: /Find images by concepts/ }));
    await tabTo(page, page.getByLabel('Query'));
    await page.keyboard.type('snow > ');
    await page.keyboard.press('Enter');
    await page.getByText(/The query cannot be read/).waitFor();
    await enter(page.getByRole('link', { name: '← All jobs' }));
    await enter(page.getByRole('button', { name: /Find images by concepts/ }));
    await tabTo(page, page.getByLabel('Query'));
    await page.keyboard.type('snow > 0.5');
    await enter(page.getByRole('button', { name: 'Begin' }));
    await page.getByText('Done', { exact: true }).waitFor({ timeout: 30_000 });
    await page.getByRole('heading', { name: /of 240 images: snow > 0.5/ }).waitFor();
    await page.locator('.gallery img').first().waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /result\.csv/ }).click()]);
    expect(download.suggestedFilename()).toBe('search-result.csv');
    expect(await seriousFindings(page)).toEqual([]);
    await keepPicture(page, 'job');
  }, PATIENCE_MS);

  it('shows the banks and saves another one, and says which word is not known', async () => {
    await page.getByRole('link', { name: 'Library' }).click();
    await page.locator('summary').filter({ hasText: 'weather' }).click();
    await page.getByRole('list', { name: 'Concepts of weather' }).getByText('snow').waitFor();
    await page.getByRole('button', { name: /Save a concept bank/ }).click();
    const text = page.getByLabel('Bank', { exact: false }).last();
    await text.fill('name: harbour\nconcepts: [fog, flurbish]');
    await page.getByRole('button', { name: 'Begin' }).click();
    await page.getByText(/does not know: "flurbish"/).first().waitFor({ timeout: 30_000 });
    await page.goto(`${url()}/library`);
    await page.getByRole('button', { name: /Save a concept bank/ }).click();
    await page.getByLabel('Bank', { exact: false }).last().fill('name: harbour\nconcepts: [fog, beach]');
    await page.getByRole('button', { name: 'Begin' }).click();
    await page.getByRole('heading', { name: 'Bank "harbour" of 2 concepts.' }).waitFor({ timeout: 30_000 });
  }, PATIENCE_MS);

  it('tries a concept, sharpens it by example, adds it to the bank in use, and looks back over the past with it', async () => {
    await page.goto(`${url()}${PAGES.bank}`);
    await page.getByRole('searchbox', { name: 'Phrase' }).fill('a beach');
    await page.getByRole('button', { name: 'Not this' }).first().click();
    await page.getByText(/Moved away from 1 image/).waitFor();
    await page.getByRole('button', { name: 'Add to the bank' }).click();
    await page.getByLabel('What a save changes').getByText(/\+\s+- \{ text: "a beach", vector: /).waitFor();
    await keepPicture(page, 'bank-edited');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText(/1 new, 0 gone; harbour goes over to it/).waitFor({ timeout: 60_000 });
    await expect.poll(() => page.getByRole('button', { name: 'Compare with it' }).count()).toBe(1);
    await page.getByRole('button', { name: 'Compare with it' }).click();
    await page.getByLabel('From that version to the one in use').waitFor();
    await page.getByRole('button', { name: 'Look back over harbour' }).click();
    await page.getByText('Done', { exact: true }).waitFor({ timeout: 60_000 });
    await pictures.post(130, { snow: 0.8 });
    await page.goto(url() + PAGES.overview);
    await page.getByRole('heading', { level: 1 }).filter({ hasText: /snow rose/ }).waitFor({ timeout: 60_000 });
  }, PATIENCE_MS);

  it('fits an aligner, judges it, says what using it would change, promotes it and goes back', async () => {
    const done = () => page.getByText('Done', { exact: true }).waitFor({ timeout: LONG_MS });
    await page.getByRole('link', { name: 'Aligners', exact: true }).click();
    await page.getByRole('button', { name: /Fit one/ }).click();
    await page.getByLabel(/^Name/).fill('fresh');
    await page.getByLabel(/^Images/).fill('.');
    await page.getByRole('button', { name: 'Begin' }).press('Enter');
    await done();
    await page.getByRole('heading', { name: /^fresh: held-out R²/i }).waitFor();
    await page.getByRole('link', { name: 'Aligners', exact: true }).click();
    await page.getByRole('link', { name: 'fresh' }).click();
    await page.getByLabel(/^Images/).fill('.');
    await page.getByRole('button', { name: 'Begin' }).click();
    await done();
    await page.getByRole('img', { name: /R² of every dimension/ }).waitFor();
    await page.goto(`${url()}${PAGES.aligner}`);
    await page.getByRole('img', { name: /Heat map of 40 principal components/ }).waitFor();
    await page.getByRole('button', { name: 'Promote fresh …' }).press('Enter');
    const change = page.getByRole('group', { name: 'What promoting fresh brings about' });
    await change.getByText(/Baseline train/).waitFor();
    await change.getByText(/Stream harbour/).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await keepPicture(page, 'promotion');
    await change.getByRole('button', { name: /^Yes, use fresh/ }).press('Enter');
    await page.getByText('from the next start on', { exact: true }).waitFor();
    await page.getByRole('link', { name: '← All aligners' }).click();
    await page.getByRole('button', { name: 'Roll back to bundled' }).click();
    await page.getByRole('button', { name: 'Yes, roll back to bundled' }).click();
    await expect.poll(() => page.getByRole('button', { name: /Roll back/ }).count()).toBe(0);
  }, 3 * LONG_MS);

  it('imports an aligner from a file, compares it with another one, and refuses a file that is none', async () => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.goto(`${url()}${PAGES.aligner}`).then(() => page.getByRole('link', { name: 'fresh.pth' }).click())]);
    await page.getByRole('link', { name: '← All aligners' }).click();
    await page.getByRole('button', { name: /Import a file/ }).click();
    const form = page.getByRole('form', { name: 'Import an aligner' });
    await form.getByLabel(/^File/).setInputFiles({ name: 'photo.pth', mimeType: 'application/octet-stream', buffer: Buffer.from('no weights at all') });
    await form.getByLabel(/^Name/).fill('copy');
    await form.getByRole('button', { name: 'Import' }).click();
    await form.getByRole('alert').waitFor();
    await form.getByLabel(/^File/).setInputFiles(await download.path());
    await form.getByRole('button', { name: 'Import' }).click();
    await page.getByRole('heading', { name: 'Aligner copy, 416 to 128 values' }).waitFor();
    await page.getByRole('link', { name: '← All aligners' }).click();
    await page.getByLabel('First aligner').selectOption('fresh');
    await page.getByLabel('Second aligner').selectOption('copy');
    const digests = page.getByRole('row', { name: /^Digest/ }).getByRole('cell');
    expect(new Set(await digests.allTextContents()).size).toBeLessThanOrEqual(2);
    await page.getByRole('cell', { name: 'never judged' }).waitFor();
  }, LONG_MS);

  it('makes a token that is shown once, revokes it, and keeps who did it', async () => {
    await page.getByRole('link', { name: 'Access' }).click();
    await page.getByLabel('Name of the token').fill('camera 7');
    await page.getByLabel('What it is for').selectOption('images');
    await page.getByRole('button', { name: 'Make a token' }).click();
    expect(await page.locator('.secret code').textContent()).toMatch(/^cw_/);
    await expect.poll(() => page.getByRole('row', { name: /^camera 7 / }).getByRole('cell', { name: 'images' }).count()).toBe(1);
    await page.getByRole('button', { name: 'Revoke camera 7' }).click();
    await page.getByRole('cell', { name: /DELETE \/api\/v1\/tokens/ }).first().waitFor();
    await expect.poll(() => page.getByRole('button', { name: 'Revoke camera 7' }).count()).toBe(0);
  });

  it('mutes a concept, by keyboard, and says so everywhere', async () => {
    await page.goto(url() + PAGES.concept);
    await page.getByLabel('Mute snow').focus();
    await page.keyboard.press('ArrowDown');
    await page.getByText(/muted until/).waitFor();
    await page.goto(url() + PAGES.overview);
    await page.getByRole('heading', { level: 1 }).filter({ hasNotText: /snow/ }).waitFor();
    await page.goto(url() + PAGES.concept);
    await page.getByRole('button', { name: 'Unmute snow' }).press('Enter');
    await page.getByLabel('Mute snow').waitFor();
  });

  it('says what a new baseline would hide, goes over to it, and back again', async () => {
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('spinbutton', { name: 'Newest images' }).fill('120');
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.getByText(/Seen as normal from then on: snow rose/).waitFor();
    await expect.poll(() => page.getByRole('list', { name: 'What would be hidden' }).getByText('snow').count()).toBe(1);
    await keepPicture(page, 'new-normal');
    const before = await page.getByRole('combobox', { name: 'Baseline' }).inputValue();
    await page.getByRole('button', { name: 'Make these images normal' }).click();
    await page.getByText(/is now compared with harbour-/).waitFor();
    await expect.poll(() => page.getByRole('combobox', { name: 'Baseline' }).inputValue()).toMatch(/^harbour-/);
    await page.getByRole('combobox', { name: 'Baseline' }).selectOption(before);
    await page.getByRole('button', { name: 'Change the stream' }).click();
    await expect.poll(() => page.getByRole('combobox', { name: 'Baseline' }).inputValue()).toBe(before);
    await pictures.post(260, { snow: 0.8 });
    await page.goto(url() + PAGES.overview);
    await page.getByRole('heading', { level: 1 }).filter({ hasText: /snow rose/ }).waitFor({ timeout: 60_000 });
  }, PATIENCE_MS);

  it('pauses', async () => {
    await page.keyboard.press('p');
    await page.getByText('Paused', { exact: true }).waitFor();
    await page.keyboard.press('p');
    await page.getByText('Live', { exact: true }).waitFor();
  });

  describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
    it.each(Object.entries(PAGES))('%s has no serious accessibility finding and fits every width', async (name, path) => {
      const copy = await browser.context({ colorScheme, storageState: await context.storageState(), reducedMotion: 'reduce' });
      const look = await copy.newPage();
      for (const [width, viewport] of Object.entries(WIDTHS)) {
        await look.setViewportSize(viewport);
        await look.goto(url() + path);
        await look.locator('h1').waitFor();
        await look.getByText('Live', { exact: true }).waitFor();
        await expect.poll(() => look.locator('.loading').count()).toBe(0);
        expect(await overflow(look)).toBeLessThanOrEqual(0);
        if (width === 'laptop' || (width === 'phone' && colorScheme === 'light')) expect(await seriousFindings(look)).toEqual([]);
        await keepPicture(look, `${name}-${colorScheme}-${width}`);
      }
      await copy.close();
    }, PATIENCE_MS);
  });

  it('opens quickly, within its security policy and without complaints', async () => {
    const copy = await browser.context({ storageState: await context.storageState() });
    const look = await copy.newPage();
    const response = await look.goto(`${url()}${PAGES.overview}`);
    expect(response?.headers()['content-security-policy']).not.toContain('unsafe-inline');
    await look.locator('.hero dd').first().waitFor();
    keepResult('opening', { usable_ms: await look.evaluate('Math.round(performance.now())') });
    expect(browser.complaints).toEqual([]);
    await copy.close();
  });

  it('says so when the connection is lost, and keeps what it knew', async () => {
    await page.goto(`${url()}${PAGES.overview}`);
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByRole('heading', { name: /snow rose/i }).waitFor();
    await pictures.service.program.kill();
    await page.getByText(/Reconnecting/).waitFor();
    await page.setViewportSize(WIDTHS.phone);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await keepPicture(page, 'connection-lost');
    await expect.poll(() => page.getByRole('heading', { name: /snow rose/i }).count()).toBe(1);
  });
});
