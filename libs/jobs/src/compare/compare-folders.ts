import type { CompareReport } from '@conceptwatch/contracts';
import { describeChanges } from '@conceptwatch/contracts';
import type { ImageDecoder, ImageEmbedder, ShiftDecoder } from '@conceptwatch/ports';
import type { EmbeddedBank } from '../bank/embedded-bank';
import { isFile, readBaselineFile } from '../baseline/read-baseline-file';
import { embedFolder, type EmbeddedFolder, type EmbedProgress } from '../embed/embed-folder';
import { compareConcepts, type ConceptComparison } from './compare-concepts';
import { meanVector } from './mean-vector';
import { requireEnoughImages } from './require-enough-images';
import { scoreColumns } from './score-columns';

/** What a comparison works with; compositions choose it. */
export interface CompareTools {
  decoder: ImageDecoder;
  embedder: ImageEmbedder;
  bank: EmbeddedBank;
  shiftDecoder: ShiftDecoder;
  /** What people should know about the models, for example that they know drawn scenes only. */
  models: { textEncoder: string; bundled: boolean; note: string };
}

export interface CompareOptions {
  /** A folder of images, or a baseline file. */
  baseline: string;
  current: string;
  /** False discovery rate over the bank. Default 0.01. */
  fdr?: number;
  /** Smallest D that counts as drift. Default 0.05. */
  minEffect?: number;
  onProgress?: (set: 'baseline' | 'current', progress: EmbedProgress) => void;
  signal?: AbortSignal;
}

export interface Comparison {
  report: CompareReport;
  /** What changed, in one sentence. */
  sentence: string;
  settings: { fdr: number; minEffect: number };
  baseline: EmbeddedFolder;
  current: EmbeddedFolder;
  /** Strongest first, with the scores behind each. */
  concepts: ConceptComparison[];
  tools: { bank: EmbeddedBank; models: CompareTools['models']; embedder: ImageEmbedder['descriptor'] };
}

const DECODED_WORDS = 5;
const FDR = 0.01;

/**
 * Compares two folders of images concept by concept: embeds both, scores them against the bank, tests every concept
 * with the two-sample Kolmogorov–Smirnov test, and corrects over the bank (Benjamini–Hochberg).
 *
 * @throws RefusedInput when a folder is missing, is empty or has too few readable images
 */
export async function compareFolders(tools: CompareTools, options: CompareOptions): Promise<Comparison> {
  const { signal } = options;
  const embed = async (set: 'baseline' | 'current'): Promise<EmbeddedFolder> => {
    return set === 'baseline' && (await isFile(options.baseline))
      ? await readBaselineFile(options.baseline, tools.embedder.descriptor)
      : await embedFolder(tools, options[set], { signal, onProgress: (progress) => options.onProgress?.(set, progress) });
  };
  const baseline = await embed('baseline');
  requireEnoughImages('baseline', baseline, { fdr: options.fdr ?? FDR, concepts: tools.bank.definition.concepts.length });
  return compareSets(tools, { baseline, current: await embed('current') }, options);
}

/**
 * The same of images that are embedded already.
 *
 * @throws RefusedInput when a set has too few images
 */
export async function compareSets(tools: CompareTools, { baseline, current }: { baseline: EmbeddedFolder; current: EmbeddedFolder }, { fdr = FDR, minEffect = 0.05 }: Pick<CompareOptions, 'fdr' | 'minEffect'> = {}): Promise<Comparison> {
  for (const [set, embedded] of [['baseline', baseline], ['current', current]] as const) requireEnoughImages(set, embedded, { fdr, concepts: tools.bank.definition.concepts.length });
  const concepts = compareConcepts(tools.bank, { baseline: scoreColumns(baseline, tools.bank), current: scoreColumns(current, tools.bank) }, { fdr, minEffect });
  const decoded = await tools.shiftDecoder.decode(meanVector(baseline), meanVector(current), DECODED_WORDS);
  const moved = concepts.filter(({ drift }) => drift);
  const report: CompareReport = {
    drift: moved.length > 0,
    images: { baseline: baseline.files.length, current: current.files.length, refused: baseline.refused.length + current.refused.length },
    concepts: concepts.map(({ result }) => result),
    decoded,
  };
  return { report, sentence: sentenceOf(moved), settings: { fdr, minEffect }, baseline, current, concepts, tools: { bank: tools.bank, models: tools.models, embedder: tools.embedder.descriptor } };
}

/** Names the changes that lead; what happened in their images is counted. */
function sentenceOf(moved: ConceptComparison[]): string {
  if (moved.length === 0) return 'No concept of the bank changed provably.';
  const leads = moved.filter(({ result }) => result.moves_with === undefined);
  const followers = moved.length - leads.length;
  const sentence = describeChanges(leads.map(({ text, result }) => ({ text, direction: result.direction, share: result.share, ks: result.ks })));
  return followers === 0 ? sentence : `${sentence}; in the same images ${followers} more concept${followers === 1 ? '' : 's'} moved`;
}
