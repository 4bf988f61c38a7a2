import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { runInNewContext } from 'node:vm';

export interface DocumentedExample {
  /** File and line. */
  name: string;
  code: string;
  /** What the comment behind the last expression says. */
  expected: string;
}

const DOC_BLOCK = /\/\*\*(?:(?!\*\/)[\s\S])*?@example(?<example>(?:(?!\*\/)[\s\S])*)\*\//g;
/** "(to 1e-7)" behind an answer. */
const REMARK = / \([^)]*\)$/;

/** The examples in the doc blocks of a folder's sources that end in "expression // answer". */
export function documentedExamples(folder: string): DocumentedExample[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'));
  return files.flatMap((file) => {
    const source = readFileSync(path.join(folder, file), 'utf8');
    return [...source.matchAll(DOC_BLOCK)].map((block) => {
      const text = (block.groups?.example ?? '').replace(/^\s*\* ?/gm, '').trim();
      const at = text.lastIndexOf('//');
      const line = source.slice(0, block.index).split('\n').length;
      return { name: `${file}:${line}`, code: text.slice(0, at), expected: text.slice(at + 2).trim().replace(REMARK, '') };
    });
  });
}

/** Numbers to six digits, typed arrays as arrays. */
const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, x: unknown) => (typeof x === 'number' ? Number(x.toPrecision(6)) : ArrayBuffer.isView(x) ? Array.from(x as Float64Array) : x)));

/** @param names what the example may use, beside the language @returns what it gives and what it says that it gives */
export function runExample({ code, expected }: DocumentedExample, names: Record<string, unknown>): { given: unknown; said: unknown } {
  const context = { ...names, Float32Array, Float64Array };
  return { given: plain(runInNewContext(code, context)), said: plain(runInNewContext(`(${expected})`, context)) };
}
