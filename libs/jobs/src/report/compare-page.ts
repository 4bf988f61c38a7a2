import { conceptCard } from './concept-card';
import { html, rawHtml, type Html } from './html';
import { percent, rankingBars, rankingTable } from './ranking';
import { REPORT_STYLE } from './report-style';
import type { CompareReportModel, RefusedOfSet } from './report-model';

const BARS = 15;
const REFUSED_ROWS = 500;

/**
 * The page of one comparison: a single HTML document that needs nothing from elsewhere, without a script. Every text
 * that comes from outside (file names, concepts, folders) is escaped.
 */
export function comparePage(model: CompareReportModel): string {
  const parts = [head(model), ranking(model), cards(model), decoded(model), everyConcept(model), refused(model.refused), howToRead(model), models(model)];
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${model.drift ? 'Drift' : 'No drift'}: ${model.sentence}</title><style>${rawHtml(REPORT_STYLE)}</style></head>
<body><main>${parts}</main></body></html>
`.text;
}

const count = (n: number): string => n.toLocaleString('en-US');

function head({ drift, sentence, folders, images, createdAt }: CompareReportModel): Html {
  return html`<header><p class="label">conceptwatch comparison, ${new Date(createdAt).toISOString().slice(0, 16).replace('T', ' ')} UTC</p>
<h1>${sentence}</h1><p><span class="verdict ${drift ? 'drift' : 'none'}">${drift ? 'Drift' : 'No drift'}</span></p>
<ul class="facts"><li><span class="dot baseline"></span>baseline: <b>${count(images.baseline)}</b> images, <code>${folders.baseline}</code></li>
<li><span class="dot current"></span>current: <b>${count(images.current)}</b> images, <code>${folders.current}</code></li>
<li>refused: <b>${count(images.refused)}</b></li></ul></header>`;
}

function ranking({ ranking: concepts, settings }: CompareReportModel): Html {
  const leads = concepts.filter(({ moves_with: lead }) => lead === undefined);
  const followers = concepts.filter(({ moves_with: lead }) => lead !== undefined);
  return html`<section><h2>What moved</h2><div class="card">${rankingBars(leads.slice(0, BARS), followers, settings.minEffect)}
<p class="fine">The bar is D, the largest distance between the cumulative curves of the two folders (0: the same, 1: nothing in common). The dashed line is the smallest effect that counts as drift (${settings.minEffect}); pale rows did not pass it or could be chance. Strongest ${Math.min(BARS, leads.length)} of ${concepts.length} concepts.${followers.length ? ' “In the same images” are concepts whose change is gone among the images in which the stronger one did not change.' : ''}</p></div></section>`;
}

function cards({ plotted, drift }: CompareReportModel): Html | undefined {
  if (plotted.length === 0) return undefined;
  const title = drift ? 'The concepts that moved most' : 'The concepts that differ most, none of them provably';
  return html`<section><h2>${title}</h2>${plotted.map(conceptCard)}</section>`;
}

function decoded({ decoded: words }: CompareReportModel): Html | undefined {
  if (words.length === 0) return undefined;
  return html`<section><h2>The mean shift, decoded into words</h2><div class="card"><ul class="words">${words.map((word) => html`<li>${word}</li>`)}</ul>
<p class="fine">Words that the language model finds closest to the direction in which the mean image moved, best first. They come from the model's whole vocabulary and not only from the concept bank; they are a hint, no test stands behind them.</p></div></section>`;
}

function everyConcept({ ranking: concepts }: CompareReportModel): Html {
  return html`<section><details><summary>All ${concepts.length} concepts with every number</summary><div class="card scroll">${rankingTable(concepts)}</div></details></section>`;
}

function refused(files: RefusedOfSet[]): Html | undefined {
  if (files.length === 0) return undefined;
  const rest = files.length - REFUSED_ROWS;
  return html`<section><h2>Refused files (${count(files.length)})</h2><div class="card scroll"><table><thead><tr><th>folder</th><th>file</th><th>reason</th><th>what is wrong</th></tr></thead><tbody>${files
    .slice(0, REFUSED_ROWS)
    .map((file) => html`<tr><td>${file.set}</td><td><code>${file.file}</code></td><td>${file.reason}</td><td>${file.detail}</td></tr>`)}</tbody></table>
${rest > 0 ? html`<p class="fine">and ${count(rest)} more; <code>--json</code> lists them all.</p>` : undefined}</div></section>`;
}

function howToRead({ settings, images }: CompareReportModel): Html {
  return html`<section><h2>How to read this</h2><div class="card">
<p>Every image was embedded and compared with the words of the bank “${settings.bank}” (${settings.concepts} concepts); a similarity is the cosine of the angle between image and words. For each concept the two folders' similarities were compared image by image with the two-sample Kolmogorov–Smirnov test.</p>
<p><b>Drift</b> means: some concept has q &lt; ${settings.fdr} (Benjamini–Hochberg over the bank, so about ${percent(settings.fdr)} of such findings are false at most) and D ≥ ${settings.minEffect}. With ${count(images.baseline)} and ${count(images.current)} images, a concept must move by about D = ${settings.smallestProvableEffect.toFixed(2)} before it can be told from chance${settings.smallestProvableEffect > 0.2 ? '; more images would make the comparison sharper' : ''}.</p>
<p><b>Share</b> is the largest gain of the current folder above (rose) or below (fell) one quantile of the baseline: at least that share of the images changed. It is never more than D.</p>
<p>The test takes the images of a folder as independent. Frames of one video are not: take every n-th frame, or read small effects with care.</p></div></section>`;
}

function models({ models: used, version }: CompareReportModel): Html {
  return html`<footer><p><b>Models.</b> Encoder ${used.encoder}, aligner ${used.aligner}, text encoder ${used.textEncoder}. ${used.note}</p>
<p>Made by conceptwatch ${version} on this machine. Thumbnails are re-encoded without metadata; the file holds everything it shows and loads nothing.</p></footer>`;
}
