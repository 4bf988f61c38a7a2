import type { AffineMap } from '@conceptwatch/core/alignment';
import type { Captioner, Encoder, ImageDecoder, LanguageModel, MatrixProduct, TextEncoder } from '@conceptwatch/ports';
import type { EmbeddedBank } from '../../bank/embedded-bank';
import type { HeadToDecode } from '../../decode/decode-head';
import type { Remember } from '../remember';
import type { PairedScenes } from './paired-scenes';

/** A source encoder under evaluation. */
export interface SystemSource {
  encoder: Encoder;
  /** Its classification head for objects, where it was trained with one. */
  head?: HeadToDecode;
}

export interface SystemTools {
  decoder: ImageDecoder;
  target: Encoder;
  sources: SystemSource[];
  product: MatrixProduct;
  textEncoder: TextEncoder;
  languageModel: LanguageModel;
  captioner?: Captioner;
  bank: EmbeddedBank;
  nouns: EmbeddedBank;
  backgrounds: EmbeddedBank;
}

export interface SystemOptions {
  /** First world seed; this and the next three are used. */
  seed: number;
  training: number;
  heldOut: number;
  onProgress?: (label: string, done: number, total: number) => void;
  signal?: AbortSignal;
  remember?: Remember;
}

/** One source with its scenes and its exact aligner: what every system is measured on. */
export interface SystemContext {
  tools: SystemTools;
  source: SystemSource;
  training: PairedScenes;
  heldOut: PairedScenes;
  /** Half as many to fit on, of which half are easy ones; behind every scene its mirror image. */
  few: PairedScenes;
  /** Easy scenes that were held out: one object, fair light, no defect. */
  clean: PairedScenes;
  exact: AffineMap;
  /** d_s and d_t. */
  dimensions: { sourceDimension: number; targetDimension: number };
  options: SystemOptions;
}
