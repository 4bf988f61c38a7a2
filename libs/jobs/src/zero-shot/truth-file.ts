import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** The lines of `truth.jsonl` beside drawn scenes, by file; empty where there is no such file. */
export async function readTruth(folder: string): Promise<Map<string, Record<string, unknown>>> {
  const text = await readFile(path.join(folder, 'truth.jsonl'), 'utf8').catch(() => '');
  const truth = new Map<string, Record<string, unknown>>();
  for (const line of text.split('\n')) {
    const scene = parseLine(line);
    if (typeof scene?.file === 'string') truth.set(scene.file, scene);
  }
  return truth;
}

const FACTS = ['objects', 'background', 'time', 'weather', 'quality'];

/** The slugs that are true of a scene. */
export const factsOfScene = (scene: Record<string, unknown>): string[] => FACTS.flatMap((fact) => (scene[fact] as string | string[] | undefined) ?? []);

function parseLine(line: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
