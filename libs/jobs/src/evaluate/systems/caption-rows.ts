import { applyAffine } from '@conceptwatch/core/alignment';
import { conceptToText } from '../../decode/concept-to-text';
import { RememberingTextEncoder } from '../../decode/remembering-text-encoder';
import type { EvaluationWorld } from '../evaluation-world';
import type { SystemRow } from './system-row';
import type { SystemContext } from './system-tools';

const CAPTIONED = 300;
/** Search over text is slow, so that fewer images are described by it. */
const SEARCHED = 60;
const WORDS = 12;

/** System 12 beside system 9: how often a caption names what is to be seen. */
export async function captionRows({ tools, heldOut, exact, dimensions, options }: SystemContext, world: EvaluationWorld): Promise<SystemRow[]> {
  const { captioner } = tools;
  if (!captioner) return [];
  const d = dimensions.targetDimension;
  const aligned = applyAffine(exact, heldOut.source);
  const vectorOf = (rows: Float32Array) => (row: number): Float32Array => rows.slice(row * d, (row + 1) * d);
  const mean = meanRow(aligned, d);
  const remembering = { ...tools, textEncoder: new RememberingTextEncoder(tools.textEncoder) };
  const searched = async (row: number): Promise<string> => {
    const [best] = await conceptToText(remembering, vectorOf(aligned)(row).map((value, i) => value - mean[i]), { length: 6, top: 1, candidates: 100 });
    return best.text;
  };
  const ways: { name: string; images: number; caption: (row: number) => Promise<string> }[] = [
    { name: 'LimBeR, image by CLIP itself', images: CAPTIONED, caption: (row) => captioner.caption(vectorOf(heldOut.target)(row), WORDS) },
    { name: 'LimBeR, aligned vector', images: CAPTIONED, caption: (row) => captioner.caption(vectorOf(aligned)(row), WORDS) },
    { name: 'text search of system 9, aligned vector, up to six words', images: SEARCHED, caption: searched },
  ];
  const rows: SystemRow[] = [];
  for (const { name, images, caption } of ways) {
    const scenes = heldOut.truth.flatMap(({ objects }, row) => (objects.length === 1 ? [row] : [])).slice(0, images);
    const texts: string[] = [];
    for (const row of scenes) {
      options.signal?.throwIfAborted();
      texts.push(await caption(row));
      options.onProgress?.('captions', texts.length, scenes.length);
    }
    const recall = (slugOf: (row: number) => string): number => texts.filter((text, i) => world.namesOf(slugOf(scenes[i])).some((said) => ` ${text} `.includes(` ${said} `))).length / texts.length;
    const data = `${texts.length} held-out scenes with one object`;
    rows.push(
      { system: '12 captions', measure: `captions that name the object; ${name}`, ours: recall((row) => heldOut.truth[row].objects[0]), data },
      { system: '12 captions', measure: `captions that name the background; ${name}`, ours: recall((row) => heldOut.truth[row].background), data },
    );
  }
  return rows;
}

function meanRow(rows: Float32Array, dimension: number): Float32Array {
  const mean = new Float32Array(dimension);
  for (let i = 0; i < rows.length; i++) mean[i % dimension] += (rows[i] * dimension) / rows.length;
  return mean;
}
