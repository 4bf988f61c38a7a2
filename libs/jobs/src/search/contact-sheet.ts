import { writeFile } from 'node:fs/promises';
import type { ImageDecoder } from '@conceptwatch/ports';
import { ExampleImages } from '../report/example-images';
import { html, rawHtml } from '../report/html';
import { REPORT_STYLE } from '../report/report-style';
import type { SearchResult } from './search-folder';

const SHOWN = 200;
const SHEET = '.sheet{display:grid;grid-template-columns:repeat(auto-fill,minmax(140px,1fr));gap:14px}.sheet figure{margin:0}.sheet img{width:100%;aspect-ratio:1;object-fit:cover;border-radius:8px}';

/** Writes the images that a search found as one self-contained HTML page. */
export async function writeContactSheet(file: string, tools: { decoder: ImageDecoder }, { query, constraints, images, matches, corpus }: SearchResult): Promise<void> {
  const best = new Float32Array(corpus.files.length).fill(-Infinity);
  matches.forEach(({ row }, rank) => (best[row] = -rank));
  const shown = await new ExampleImages(tools.decoder).pick(corpus, best, 'highest', Math.min(matches.length, SHOWN));
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${query}</title><style>${rawHtml(REPORT_STYLE + SHEET)}</style></head><body><main>
<header><p class="label">conceptwatch search</p><h1>${query}</h1>
<ul class="facts"><li><b>${matches.length}</b> of ${images} images</li>${constraints.map(({ concept, count, alone }) => html`<li>${concept}: <b>${alone}</b> alone, <b>${count}</b> with those before</li>`)}</ul></header>
<section class="sheet">${shown.map(({ file: name, uri }) => html`<figure><img src="${uri}" alt="${name}"><figcaption>${name}</figcaption></figure>`)}</section>
${matches.length > shown.length ? html`<p class="fine">The best ${shown.length} are shown.</p>` : undefined}</main></body></html>
`;
  await writeFile(file, page.text);
}
