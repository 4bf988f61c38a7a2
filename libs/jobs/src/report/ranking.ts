import { html, type Html } from './html';
import type { CompareReportModel } from './report-model';

type Ranked = CompareReportModel['ranking'][number];

export const percent = (share: number): string => `${share < 0.1 ? (share * 100).toFixed(1) : Math.round(share * 100)} %`;

/** Small probabilities as powers of ten; what underflows is said to be below, never 0. */
export function probability(value: number): string {
  if (value === 0) return '< 1e-300';
  return value < 0.001 ? value.toExponential(1) : value.toFixed(3);
}

const arrow = (direction: 'rose' | 'fell'): Html => html`<span class="${direction}">${direction === 'rose' ? '▲' : '▼'} ${direction}</span>`;

/** The concepts as horizontal bars of D, strongest first; what moved in the images of a stronger change stands below it. */
export function rankingBars(concepts: Ranked[], followers: Ranked[], minEffect: number): Html {
  return html`<ol class="ranking">${concepts.map(
    (concept) => html`<li class="${concept.drift ? 'moved' : 'still'}"><span class="name">${concept.text}</span><span class="direction">${arrow(concept.direction)}</span>
<span class="bar"><span class="fill ${concept.direction}" style="width:${(concept.ks * 100).toFixed(1)}%"></span><span class="floor" style="left:${minEffect * 100}%"></span></span>
<span class="number">D = ${concept.ks.toFixed(2)}</span><span class="number share">${percent(concept.share)} of images</span>${inTheSameImages(followers.filter(({ moves_with: lead }) => lead === concept.concept))}</li>`,
  )}</ol>`;
}

const NAMED = 8;

function inTheSameImages(followers: Ranked[]): Html | undefined {
  if (followers.length === 0) return undefined;
  const rest = followers.length - NAMED;
  return html`<span class="followers">in the same images: ${followers.slice(0, NAMED).map(({ text, direction }) => `${text} ${direction}`).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}</span>`;
}

/** Every concept with every number. */
export function rankingTable(concepts: Ranked[]): Html {
  return html`<table><thead><tr><th>concept</th><th>direction</th><th class="number">D</th><th class="number">share</th><th class="number">at similarity</th><th class="number">p</th><th class="number">q</th><th>verdict</th></tr></thead><tbody>${concepts.map(
    (c) => html`<tr><td title="${c.concept}">${c.text}</td><td>${arrow(c.direction)}</td><td class="number">${c.ks.toFixed(3)}</td><td class="number">${percent(c.share)}</td><td class="number">${c.location.toFixed(3)}</td><td class="number">${probability(c.p_value)}</td><td class="number">${probability(c.q_value)}</td><td>${c.drift ? (c.moves_with === undefined ? 'drift' : `with ${c.moves_with}`) : '–'}</td></tr>`,
  )}</tbody></table>`;
}
