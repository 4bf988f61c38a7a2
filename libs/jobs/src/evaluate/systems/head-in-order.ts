import { scoreBatch } from '@conceptwatch/core/concepts';
import type { EmbeddedBank } from '../../bank/embedded-bank';
import type { HeadToDecode } from '../../decode/decode-head';

export interface HeadInOrder {
  weight: Float32Array;
  bias: Float32Array;
  /** The class of one source vector. */
  predict(row: Float32Array): number;
}

/** The source's head in the order of the nouns. */
export function headFor(head: HeadToDecode, nouns: EmbeddedBank): HeadInOrder {
  const { dimension } = head;
  const rows = nouns.definition.concepts.map(({ slug }) => head.labels.indexOf(slug));
  if (rows.includes(-1)) throw new RangeError('the head lacks a row for a noun of the world');
  const weight = new Float32Array(rows.length * dimension);
  rows.forEach((row, at) => weight.set(head.weight.subarray(row * dimension, (row + 1) * dimension), at * dimension));
  const bias = Float32Array.from(rows, (row) => head.bias?.[row] ?? 0);
  const predict = (row: Float32Array): number => {
    const scores = scoreBatch(row, weight, dimension).map((value, c) => value + bias[c]);
    return scores.indexOf(scores.reduce((a, b) => Math.max(a, b), -Infinity));
  };
  return { weight, bias, predict };
}
