import { decodeHead, type HeadMethod } from '../../decode/decode-head';
import type { SystemRow } from './system-row';
import type { SystemContext } from './system-tools';

const METHODS: { method: HeadMethod; name: string; phrases?: 'nouns'; paper?: string; target?: number }[] = [
  { method: 'placed', name: 'rows placed like images, words by the language model', target: 0.75 },
  { method: 'scaled', name: "the paper's one constant, words by the language model", paper: '0.92–0.95 judged relevant' },
  { method: 'raw', name: 'baseline: rows as they are, words by the language model' },
  { method: 'placed', name: 'baseline: rows placed like images, nearest of the nouns', phrases: 'nouns' },
  { method: 'raw', name: 'baseline: rows as they are, nearest of the nouns', phrases: 'nouns' },
];

/** System 9: whether the first word that a row of the source's head decodes to is its class. */
export async function decodingRows({ tools, source, options }: SystemContext): Promise<SystemRow[]> {
  const { head } = source;
  if (!head) return [];
  const rows: SystemRow[] = [];
  for (const { method, name, phrases, paper, target } of METHODS) {
    const decoded = await decodeHead(tools, head, {
      method, top: 1, signal: options.signal, ...(phrases ? { phrases: tools.nouns.definition.concepts.map(({ text }) => text) } : {}),
      onProgress: (done, total) => options.onProgress?.('decoding head rows', done, total),
    });
    rows.push({ system: '9 concept-to-text', measure: `head rows described by their first word; ${name}`, ours: decoded.filter(({ isRight }) => isRight).length / decoded.length, paper, target, data: `${decoded.length} object rows` });
  }
  return rows;
}
