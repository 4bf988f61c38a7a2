import { applyAffine, type AffineMap } from '@conceptwatch/core/alignment';
import { decodeDirection, type HeadRows, placedHeadRows, type RepresentationStatistics, scaledHeadRows } from '@conceptwatch/core/decoding';
import type { LanguageModel, TextEncoder } from '@conceptwatch/ports';
import { conceptToText, type ConceptToTextOptions } from './concept-to-text';
import { RememberingTextEncoder } from './remembering-text-encoder';

/** 'placed': centred and spread like images, dimension by dimension; 'scaled': the paper's single constant; 'raw': as they are, to compare with. */
export type HeadMethod = 'placed' | 'scaled' | 'raw';

export interface HeadToDecode extends HeadRows {
  /** Of each row, where the head has one; decoding does not need it. */
  bias?: Float32Array;
  /** What each row stands for, where it is known. */
  labels: string[];
  statistics: RepresentationStatistics & { targetMean: ArrayLike<number> };
  aligner: AffineMap;
}

export interface DecodedRow {
  label: string;
  words: string[];
  /** Whether the first word is (part of) the label. */
  isRight: boolean;
}

export interface DecodeHeadOptions extends ConceptToTextOptions {
  /** Default 'placed'. */
  method?: HeadMethod;
  /** Candidates to choose among instead of the language model's words. */
  phrases?: string[];
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/** Decodes every row of a classification head into words: align it, then search text that comes near. */
export async function decodeHead(tools: { textEncoder: TextEncoder; languageModel: LanguageModel }, head: HeadToDecode, options: DecodeHeadOptions = {}): Promise<DecodedRow[]> {
  const remembering = { ...tools, textEncoder: new RememberingTextEncoder(tools.textEncoder) };
  const directions = headDirections(head, options.method ?? 'placed');
  const d = head.aligner.targetDimension;
  const phrases = options.phrases && { words: options.phrases, vectors: await tools.textEncoder.encode(options.phrases.map((phrase) => `a photo of a ${phrase}`)) };
  const rows: DecodedRow[] = [];
  for (const [row, label] of head.labels.entries()) {
    options.signal?.throwIfAborted();
    const direction = directions.subarray(row * d, (row + 1) * d);
    const words = phrases ? decodeDirection(direction, phrases, options.top ?? 5).map(({ word }) => word) : (await conceptToText(remembering, direction, options)).map(({ text }) => text);
    rows.push({ label, words, isRight: words.length > 0 && describes(words[0], label) });
    options.onProgress?.(row + 1, head.labels.length);
  }
  return rows;
}

/** Aligned rows as directions of the target space: seen from its mean image where they were placed among images. */
export function headDirections(head: HeadToDecode, method: HeadMethod): Float32Array {
  const prepared = { placed: placedHeadRows, scaled: scaledHeadRows, raw: ({ weight }: HeadRows) => weight };
  const rows = prepared[method](head, head.statistics);
  const aligned = applyAffine(head.aligner, rows);
  const d = head.aligner.targetDimension;
  return aligned.map((value, i) => value - head.statistics.targetMean[i % d]);
}

/** "hot dog" is described by "hot dog" and by "dog"; "snow-field" by "snow field". Plurals count. */
function describes(decoded: string, label: string): boolean {
  const words = (text: string): string[] => text.toLowerCase().split(/[^a-z0-9]+/).filter(Boolean).map((word) => word.replace(/s$/, ''));
  const wanted = words(label);
  return words(decoded).every((word) => wanted.includes(word));
}
