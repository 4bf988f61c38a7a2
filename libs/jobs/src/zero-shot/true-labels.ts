import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { slugOf } from '@conceptwatch/contracts';

/**
 * The true class of every file, where a folder says so: by its folder name (`dog/1.jpg`), or by `truth.jsonl` of the
 * picture-book world (the one label among a scene's objects, background, time, weather and quality).
 *
 * @returns per file the index of its label; undefined when none or several apply
 */
export async function trueLabels(folder: string, files: readonly string[], labels: readonly string[]): Promise<(number | undefined)[]> {
  const slugs = labels.map(slugOf);
  const truth = await readTruth(path.join(folder, 'truth.jsonl'));
  return files.map((file) => {
    const names = truth.get(file) ?? [path.basename(path.dirname(file))];
    const found = slugs.flatMap((slug, label) => (names.some((name) => slugOf(name) === slug) ? [label] : []));
    return found.length === 1 ? found[0] : undefined;
  });
}

async function readTruth(file: string): Promise<Map<string, string[]>> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const truth = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const scene = parseLine(line);
    if (typeof scene?.file === 'string') truth.set(scene.file, ['objects', 'background', 'time', 'weather', 'quality'].flatMap((key) => scene[key] as string | string[] | undefined ?? []));
  }
  return truth;
}

function parseLine(line: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
