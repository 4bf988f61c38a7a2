import path from 'node:path';
import { slugOf } from '@conceptwatch/contracts';
import { factsOfScene, readTruth } from './truth-file';

/**
 * The true class of every file, where a folder says so: by its folder name (`dog/1.jpg`), or by `truth.jsonl` of the
 * picture-book world (the one label among a scene's objects, background, time, weather and quality).
 *
 * @returns per file the index of its label; undefined when none or several apply
 */
export async function trueLabels(folder: string, files: readonly string[], labels: readonly string[]): Promise<(number | undefined)[]> {
  const slugs = labels.map(slugOf);
  const truth = await readTruth(folder);
  return files.map((file) => {
    const scene = truth.get(file);
    const names = scene ? factsOfScene(scene) : [path.basename(path.dirname(file))];
    const found = slugs.flatMap((slug, label) => (names.some((name) => slugOf(name) === slug) ? [label] : []));
    return found.length === 1 ? found[0] : undefined;
  });
}
