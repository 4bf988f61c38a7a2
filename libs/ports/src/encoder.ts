import type { PixelSpec } from './image-decoder';

export interface EncoderDescriptor {
  name: string;
  /** sha-256 over the model file and its preprocessing: what makes embeddings comparable. */
  digest: string;
  dimension: number;
  pixels: PixelSpec;
  executionProvider: 'cpu' | 'cuda';
}

/** A vision encoder. Pixels in, one row per image out. */
export interface Encoder {
  readonly descriptor: EncoderDescriptor;
  /** `images`: RGB bytes as the decoder gives them. @returns images.length × dimension, row-major, not normalised. */
  embed(images: Uint8Array[]): Promise<Float32Array>;
  close(): Promise<void>;
}

/** The text tower of the target model. */
export interface TextEncoder {
  readonly descriptor: { name: string; digest: string; dimension: number };
  /** @returns texts.length × dimension, row-major, each row of unit length. */
  encode(texts: string[]): Promise<Float32Array>;
  /** The words of a text that the tokenizer does not know; empty for sub-word tokenizers that know everything. */
  unknownWords(text: string): string[];
  /** The words that the tokenizer knows, when it is a word vocabulary; undefined for sub-word tokenizers. */
  vocabulary(): string[] | undefined;
  close(): Promise<void>;
}

/** A causal language model, for the prior of concept-to-text. */
export interface LanguageModel {
  readonly descriptor: { name: string; digest: string; vocabularySize: number; dimension: number };
  tokenize(text: string): number[];
  detokenize(tokens: number[]): string;
  readonly endToken: number;
  /** Next-token log-probabilities for prefixes of one length: prefixes.length × vocabularySize, row-major. */
  nextLogProbabilities(prefixes: number[][]): Promise<Float32Array>;
  close(): Promise<void>;
}

/** Says in a sentence what a vector of the target space shows. */
export interface Captioner {
  readonly descriptor: { name: string; digest: string };
  /** Greedy: the likeliest word at every step. @param vector of the target space, of any length but zero */
  caption(vector: Float32Array, mostWords: number): Promise<string>;
  close(): Promise<void>;
}

/** rows × inner times inner × columns; a transposed factor is stored the other way round (inner × rows, columns × inner). */
export interface ProductShape {
  rows: number;
  inner: number;
  columns: number;
  transposeA?: boolean;
  transposeB?: boolean;
}

/** C = A·B for row-major matrices in one precision, by a real BLAS. */
export interface MatrixProduct {
  multiply<T extends Float32Array | Float64Array>(a: T, b: T, shape: ProductShape): Promise<T>;
  close(): Promise<void>;
}
