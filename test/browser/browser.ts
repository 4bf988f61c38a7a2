import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import axe from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import { repositoryRoot } from '../e2e/run-cli';
import { chromiumPath } from '../requirements';

const RESULTS = `${repositoryRoot}test-results/`;
const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
export const WIDTHS = { phone: { width: 390, height: 844 }, laptop: { width: 1280, height: 800 }, wide: { width: 2560, height: 1440 } } as const;

/** A Chromium of its own for one test file, with everything that pages complained about. */
export class TestBrowser {
  readonly complaints: string[] = [];

  private constructor(private readonly browser: Browser) {}

  static async launch(): Promise<TestBrowser> {
    const executablePath = execFileSync('which', [chromiumPath()], { encoding: 'utf8' }).trim();
    return new TestBrowser(await chromium.launch({ executablePath, args: QUIET }));
  }

  async context(options: Parameters<Browser['newContext']>[0] = {}): Promise<BrowserContext> {
    const context = await this.browser.newContext({ viewport: WIDTHS.laptop, ...options });
    context.setDefaultTimeout(20_000);
    context.on('page', (page) => this.listen(page));
    return context;
  }

  async close(): Promise<void> {
    await this.browser.close();
  }

  private listen(page: Page): void {
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) this.complaints.push(message.text());
    });
  }
}

interface Finding {
  id: string;
  impact: string | null;
  nodes: { target: unknown[]; failureSummary?: string }[];
}

/** What axe finds serious or critical on a page, by WCAG 2.2 A and AA, in words. */
export async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const tags = JSON.stringify(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']);
  const result = (await page.evaluate(`axe.run(document, { runOnly: { type: 'tag', values: ${tags} }, resultTypes: ['violations'] })`)) as { violations: Finding[] };
  return result.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary?.split('\n').slice(1).join(' ').trim()}`));
}

const MOST_TABS = 120;

/** Goes with the Tab key alone to what a person wants to reach. @throws when no tab stop is there */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let i = 0; i < MOST_TABS; i++) {
    if (await target.evaluate((element: unknown) => (element as { ownerDocument: { activeElement: unknown } }).ownerDocument.activeElement === element)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${String(target)} is not reached by ${MOST_TABS} presses of Tab`);
}

/** How far a page is wider than its window, in pixels. */
export const overflow = (page: Page): Promise<number> => page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

/** Keeps a picture of the page under test-results/. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  mkdirSync(RESULTS, { recursive: true });
  await page.screenshot({ path: `${RESULTS}web-${name}.png`, fullPage: true });
}

export function keepResult(name: string, content: unknown): void {
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(`${RESULTS}web-${name}.json`, `${JSON.stringify(content, null, 2)}\n`);
}
