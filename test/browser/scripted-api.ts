import { existsSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { BrowserContext, Page, Route } from 'playwright-core';
import { repositoryRoot } from '../e2e/run-cli';

const ORIGIN = 'http://conceptwatch.test';
const WEB = `${repositoryRoot}dist/apps/web`;
const TYPES: Record<string, string> = { '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.html': 'text/html' };

/** Path below /api/v1 → JSON to answer with, or a status. A list under /live is sent as server-sent events, again at every return. */
export type Script = Record<string, unknown>;

export interface Refusal {
  status: number;
  detail: string;
}

/** The built web app in a page whose server is this script: for states that a real service reaches only slowly. */
export async function openScripted(context: BrowserContext, script: Script, path = '/', returnMs = 60_000): Promise<Page> {
  if (!existsSync(`${WEB}/index.html`)) throw new Error(`${WEB} is missing: run "npm run build" first.`);
  const page = await context.newPage();
  await page.route('**/*', (route) => answer(route, script, returnMs));
  await page.goto(ORIGIN + path);
  return page;
}

async function answer(route: Route, script: Script, returnMs: number): Promise<void> {
  const { pathname } = new URL(route.request().url());
  if (!pathname.startsWith('/api/v1')) return file(route, pathname);
  const name = pathname.slice('/api/v1'.length);
  const content = script[name];
  if (content === undefined) return route.fulfill({ status: 404, json: { detail: `${name} is not in the script` } });
  if (isRefusal(content)) return route.fulfill({ status: content.status, json: { detail: content.detail } });
  if (name !== '/live') return route.fulfill({ json: content });
  const events = (content as { event: string; data: unknown }[]).map(({ event, data }) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  return route.fulfill({ contentType: 'text/event-stream', body: `retry: ${returnMs}\n\n${events.join('')}` });
}

const isRefusal = (content: unknown): content is Refusal => typeof content === 'object' && content !== null && 'status' in content && typeof content.status === 'number';

function file(route: Route, pathname: string): Promise<void> {
  const extension = extname(pathname);
  const path = `${WEB}${extension ? pathname : '/index.html'}`;
  return route.fulfill({ contentType: TYPES[extension || '.html'], body: readFileSync(path) });
}
