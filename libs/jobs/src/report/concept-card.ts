import { describeChange } from '@conceptwatch/contracts';
import { densityPlot } from './density-plot';
import { ecdfPlot } from './ecdf-plot';
import { html, type Html } from './html';
import { probability } from './ranking';
import type { ExampleImage, PlottedConcept } from './report-model';

/** One concept: its sentence, both plots, and images at both ends of both folders. */
export function conceptCard(concept: PlottedConcept): Html {
  const { examples } = concept;
  const strips: [string, ExampleImage[], ExampleImage[]][] = [
    [`Most like “${concept.text}”`, examples.baselineHighest, examples.currentHighest],
    [`Least like “${concept.text}”`, examples.baselineLowest, examples.currentLowest],
  ];
  return html`<article class="card" id="concept-${concept.concept}">
<h3>${describeChange({ text: concept.text, direction: concept.direction, share: concept.share, ks: concept.ks })}</h3>
<p class="fine">p = ${probability(concept.p_value)}, q = ${probability(concept.q_value)} over the bank; the folders differ most at similarity ${concept.location.toFixed(3)}. <span class="legend"><span class="dot baseline"></span>baseline <span class="dot current"></span>current</span></p>
<div class="plots"><figure>${densityPlot(concept)}</figure><figure>${ecdfPlot(concept)}</figure></div>
${strips.map(([title, baseline, current]) => html`<div class="strips"><h4>${title}</h4>${strip('baseline', baseline)}${strip('current', current)}</div>`)}
</article>`;
}

function strip(kind: 'baseline' | 'current', images: ExampleImage[]): Html | undefined {
  if (images.length === 0) return undefined;
  return html`<div class="strip ${kind}"><span class="tag">${kind}</span>${images.map(
    (image) => html`<figure title="${image.file}"><img src="${image.uri}" alt="${image.file}" loading="lazy"><figcaption>${image.score.toFixed(3)}</figcaption></figure>`,
  )}</div>`;
}
