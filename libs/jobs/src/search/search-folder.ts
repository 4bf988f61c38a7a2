import { fromFloat16, slugOf } from '@conceptwatch/contracts';
import { type ConceptConstraint, formatConceptQuery, parseConceptQuery, scoreBatch, selectByConcepts } from '@conceptwatch/core/concepts';
import type { ImageDecoder, ImageEmbedder, TextEncoder } from '@conceptwatch/ports';
import { z } from 'zod';
import { embedBank } from '../bank/embed-bank';
import { parseBank } from '../bank/read-bank-file';
import { isFile, readBaselineFile } from '../baseline/read-baseline-file';
import { embedFolder, type EmbeddedFolder } from '../embed/embed-folder';
import { RefusedInput } from '../refused-input';

export interface SearchTools {
  decoder: ImageDecoder;
  embedder: ImageEmbedder;
  textEncoder: TextEncoder;
}

export interface SearchOptions {
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

export interface SearchResult {
  query: string;
  constraints: (ConceptConstraint & { count: number; alone: number })[];
  images: number;
  /** Best first. */
  matches: { file: string; row: number; similarities: Record<string, number> }[];
  corpus: EmbeddedFolder;
}

const jsonQuery = z.array(z.strictObject({ concept: z.string().min(1), k: z.number(), sign: z.union([z.literal(1), z.literal(-1)]) })).min(1);

/** Reads a query as text (`dog > 2.25 & snow < -2`) or as JSON (`[{"concept":"dog","k":2.25,"sign":1}]`). @throws RefusedInput */
export function readQuery(text: string): ConceptConstraint[] {
  try {
    return text.trimStart().startsWith('[') ? jsonQuery.parse(JSON.parse(text)) : parseConceptQuery(text);
  } catch (cause) {
    const why = cause instanceof RangeError ? cause.message : 'as JSON it is a list of {"concept", "k", "sign": 1 or -1}';
    throw new RefusedInput('option-invalid', `The query cannot be read: ${why}.`, { cause });
  }
}

/**
 * Finds the images of a folder that satisfy every concept of a query, by the spread of similarities over the folder.
 *
 * @param folder folder of images, or a file of "baseline create": its embeddings are searched as they are
 * @throws RefusedInput when the query or a word is not understood, or the folder holds no image
 */
export async function searchFolder(tools: SearchTools, folder: string, query: string, options: SearchOptions = {}): Promise<SearchResult> {
  const constraints = readQuery(query);
  const matrix = await queryMatrix(constraints, tools.textEncoder);
  const corpus = (await isFile(folder))
    ? await readBaselineFile(folder, tools.embedder.descriptor)
    : await embedFolder(tools, folder, { signal: options.signal, onProgress: ({ done, total }) => options.onProgress?.(done, total) });
  return { ...searchEmbeddings({ vectors: fromFloat16(corpus.vectors), dimension: corpus.dimension, files: corpus.files }, constraints, matrix), corpus };
}

/** One concept vector per constraint, in their order. @throws RefusedInput */
export async function queryMatrix(constraints: readonly ConceptConstraint[], textEncoder: TextEncoder): Promise<Float32Array> {
  const texts = [...new Map(constraints.map(({ concept }) => [slugOf(concept), concept.replaceAll('-', ' ')])).values()];
  const { definition, matrix } = await embedBank(parseBank(JSON.stringify({ name: 'query', concepts: texts.map((text) => ({ text })) }), 'query'), textEncoder);
  const { dimension } = definition;
  const rows = new Float32Array(constraints.length * dimension);
  constraints.forEach(({ concept }, c) => {
    const k = definition.concepts.findIndex(({ slug }) => slug === slugOf(concept));
    rows.set(matrix.subarray(k * dimension, (k + 1) * dimension), c * dimension);
  });
  return rows;
}

/** Searches embeddings that are there already: unit rows, one per file. */
export function searchEmbeddings(corpus: { vectors: Float32Array; dimension: number; files: readonly string[] }, constraints: readonly ConceptConstraint[], matrix: Float32Array): Omit<SearchResult, 'corpus'> {
  const scores = scoreBatch(corpus.vectors, matrix, corpus.dimension);
  const width = constraints.length;
  const columns = constraints.map((_, c) => Float32Array.from(corpus.files, (_file, row) => scores[row * width + c]));
  const { rows, counts, alone } = selectByConcepts(constraints, columns);
  return {
    query: formatConceptQuery(constraints),
    constraints: constraints.map((constraint, c) => ({ ...constraint, count: counts[c], alone: alone[c] })),
    images: corpus.files.length,
    matches: rows.map((row) => ({ file: corpus.files[row], row, similarities: Object.fromEntries(constraints.map(({ concept }, c) => [concept, columns[c][row]])) })),
  };
}
