import type { SourceEvaluation } from './evaluate-systems';
import type { SystemRow } from './system-row';

/** A claim of the paper, looked at on one source encoder. */
export interface ClaimSeen {
  claim: string;
  /** Undefined where this source cannot show it. */
  holds?: boolean;
  /** What was compared. */
  figures: string;
}

type Value = (measure: string) => number | undefined;

interface Claim {
  claim: string;
  /** Measures compared, by what a reader should call them. */
  of: Record<string, string>;
  holds: (figures: Record<string, number>) => boolean;
}

/** What counts as "enough", "weaker" or "within": judged by these rules alone, whatever comes out. */
const CLAIMS: Claim[] = [
  { claim: 'a linear map keeps 0.68 or more of the accuracy (backgrounds)', of: { retained: 'retained accuracy, background' }, holds: ({ retained }) => retained >= 0.68 },
  { claim: 'a linear map keeps 0.68 or more of the accuracy (objects)', of: { retained: 'retained accuracy, object' }, holds: ({ retained }) => retained >= 0.68 },
  { claim: 'a fifth of the images is enough (0.95 of what all of them retain)', of: { 'a fifth': 'retained accuracy, object, 20 % of the images', all: 'retained accuracy, object' }, holds: (f) => f['a fifth'] >= 0.95 * f.all },
  { claim: 'a third of the classes is enough (0.95 of what all of them retain)', of: { 'a third': 'retained accuracy, object, a third of the classes', all: 'retained accuracy, object' }, holds: (f) => f['a third'] >= 0.95 * f.all },
  { claim: 'on the related task cross-entropy is better than regression', of: { difference: 'regression less cross-entropy on labels, related task' }, holds: ({ difference }) => difference < 0 },
  { claim: 'on the unrelated task regression is better than cross-entropy', of: { difference: 'regression less cross-entropy on labels, unrelated task' }, holds: ({ difference }) => difference > 0 },
  { claim: 'principal components correspond: the first ten half as much again as a random matrix', of: { first: 'diag of the first ten components', random: 'the same of a random matrix' }, holds: ({ first, random }) => first >= 1.5 * random },
  { claim: 'the first ten components correspond better than the last ten', of: { first: 'diag of the first ten components', last: 'diag of the last ten components' }, holds: ({ first, last }) => first > last },
  { claim: 'text taken to the images is weaker than images taken to the text', of: { text: 'text taken to the images, object', images: 'images taken to the text, object' }, holds: ({ text, images }) => text < images },
  { claim: 'colours: the aligned model is better than CLIP itself', of: { aligned: 'colors, aligned', CLIP: 'colors, CLIP itself' }, holds: ({ aligned, CLIP }) => aligned > CLIP },
  { claim: 'a bottleneck comes within 3 points of a linear probe on the raw embedding', of: { bottleneck: 'accuracy', probe: 'accuracy of a linear probe on the raw embedding' }, holds: ({ bottleneck, probe }) => bottleneck >= probe - 0.03 },
  { claim: '72 % of the concepts have an AUROC of 0.75 or more', of: { share: 'share of concepts with AUROC ≥ 0.75' }, holds: ({ share }) => share >= 0.72 },
  { claim: '0.92 of the head rows are described by their first word', of: { right: 'head rows described by their first word; rows placed like images, words by the language model' }, holds: ({ right }) => right >= 0.92 },
  { claim: 'exemplars sharpen the concepts that text finds worst', of: { before: 'mean AUROC before, a quarter of the concepts', after: 'mean AUROC after, mean of exemplars, a quarter of the concepts' }, holds: ({ before, after }) => after > before },
];

/** The paper's claims, and whether the rows of a source bear them out. */
export function paperClaims(rows: readonly SystemRow[]): ClaimSeen[] {
  const value: Value = (measure) => rows.find((row) => row.measure === measure)?.ours;
  return CLAIMS.map(({ claim, of, holds }) => {
    const found = Object.entries(of).map(([name, measure]) => [name, value(measure)] as const);
    if (found.some(([, figure]) => figure === undefined)) return { claim, figures: 'not measured: this source has no classification head' };
    return { claim, holds: holds(Object.fromEntries(found) as Record<string, number>), figures: found.map(([name, figure]) => `${name} ${(figure as number).toFixed(3)}`).join(', ') };
  });
}

/** Claims side by side as Markdown, a column per source. */
export function claimsTable(evaluations: readonly SourceEvaluation[]): string {
  const seen = evaluations.map(({ rows }) => paperClaims(rows));
  const verdict = ({ holds, figures }: ClaimSeen): string => (holds === undefined ? figures : `${holds ? 'yes' : '**no**'} (${figures})`);
  const line = (cells: string[]): string => `| ${cells.join(' | ')} |`;
  return [line(['claim of the paper', ...evaluations.map(({ source }) => source)]), line(['---', ...evaluations.map(() => '---')]), ...CLAIMS.map(({ claim }, c) => line([claim, ...seen.map((claims) => verdict(claims[c]))]))].join('\n');
}
