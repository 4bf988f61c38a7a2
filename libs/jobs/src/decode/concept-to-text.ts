import { centredSimilarities, guidedScore } from '@conceptwatch/core/decoding';
import type { LanguageModel, TextEncoder } from '@conceptwatch/ports';

export interface ConceptToTextOptions {
  /** Begins every text that is searched. Default "image of a", the paper's. */
  prompt?: string;
  /** Words of the longest text. Default 1. */
  length?: number;
  /** Texts returned. Default 5. */
  top?: number;
  /** λ: what similarity weighs against log-probability. Default 25. */
  similarityWeight?: number;
  /** Likeliest continuations that the text encoder looks at, per text and step. Default 400. */
  candidates?: number;
  /** Texts kept from step to step. Default 8. */
  beam?: number;
}

export interface DecodedText {
  /** Without the prompt. */
  text: string;
  similarity: number;
  logProbability: number;
  score: number;
}

interface Beam {
  tokens: number[];
  logProbability: number;
}

/**
 * Puts a vector of the target space into words: the language model proposes continuations of the prompt, the text
 * encoder says how near each comes to the vector, and the best of both are kept (a beam search guided without gradients).
 *
 * @param direction of the target space, for example an aligned vector minus the mean image
 * @returns best first
 */
export async function conceptToText(tools: { textEncoder: TextEncoder; languageModel: LanguageModel }, direction: Float32Array, options: ConceptToTextOptions = {}): Promise<DecodedText[]> {
  const { prompt = 'image of a', length = 1, top = 5, beam = 8 } = options;
  const start = tools.languageModel.tokenize(prompt);
  let beams: Beam[] = [{ tokens: [], logProbability: 0 }];
  const found = new Map<string, DecodedText>();
  for (let step = 1; step <= length && beams.length > 0; step++) {
    const grown = await continuations(tools.languageModel, start, beams, options.candidates ?? 400);
    const vectors = await encodeAll(tools.textEncoder, grown.map(({ text }) => `${prompt} ${text}`));
    const similarities = centredSimilarities(direction, vectors);
    const scored = grown.map((candidate, i) => {
      const { text, logProbability } = candidate;
      const score = guidedScore({ similarity: similarities[i], logProbability, words: step }, options.similarityWeight ?? 25);
      return { ...candidate, decoded: { text, similarity: similarities[i], logProbability, score } };
    });
    scored.sort((a, b) => b.decoded.score - a.decoded.score);
    for (const { decoded } of scored.slice(0, Math.max(top, beam))) found.set(decoded.text, decoded);
    beams = scored.slice(0, beam);
  }
  return [...found.values()].sort((a, b) => b.score - a.score).slice(0, top);
}

/** The likeliest next words of every beam, each text once. */
async function continuations(model: LanguageModel, start: number[], beams: Beam[], most: number): Promise<(Beam & { text: string })[]> {
  const { vocabularySize: width } = model.descriptor;
  const rows = await model.nextLogProbabilities(beams.map(({ tokens }) => [...start, ...tokens]));
  const grown = new Map<string, Beam & { text: string }>();
  beams.forEach((beam, b) => {
    const row = rows.subarray(b * width, (b + 1) * width);
    const before = beam.tokens.length ? model.detokenize(beam.tokens) : '';
    const likeliest = Array.from(row.keys()).sort((x, y) => row[y] - row[x]).slice(0, most);
    for (const token of likeliest) {
      const tokens = [...beam.tokens, token];
      const text = model.detokenize(tokens).trim();
      if (text.length > before.length && !grown.has(text)) grown.set(text, { tokens, text, logProbability: beam.logProbability + row[token] });
    }
  });
  return [...grown.values()];
}

const TEXTS = 256;

async function encodeAll(encoder: TextEncoder, texts: string[]): Promise<Float32Array> {
  const vectors = new Float32Array(texts.length * encoder.descriptor.dimension);
  for (let from = 0; from < texts.length; from += TEXTS) vectors.set(await encoder.encode(texts.slice(from, from + TEXTS)), from * encoder.descriptor.dimension);
  return vectors;
}
