import { applyAffine } from '@conceptwatch/core/alignment';
import type { EmbeddedBank } from '../../bank/embedded-bank';
import { PROMPT_PRESETS } from '../../zero-shot/prompt-presets';
import { labelHeads } from '../../zero-shot/zero-shot';
import type { EvaluationWorld, PrimitiveSet } from '../evaluation-world';
import { backgroundOf, embedByAll, labelsOf, nearestQuality, objectsOf } from './paired-scenes';
import type { SystemRow, SystemSeries } from './system-row';
import type { SystemContext, SystemTools } from './system-tools';

const SHAPES_EACH = 60;
const PAPER: Record<string, string> = { colors: 'aligned above CLIP itself', shapes: 'little above chance' };

/** Colour patches or drawn shapes as every encoder sees them. */
export interface EmbeddedPrimitives {
  set: PrimitiveSet;
  target: Float32Array;
  /** Per source, in their order. */
  sources: Float32Array[];
  labels: string[];
}

/** Draws the paper's sets of primitive concepts. */
export async function embedPrimitives(tools: SystemTools, world: EvaluationWorld, seed: number, signal?: AbortSignal): Promise<EmbeddedPrimitives[]> {
  const sets: EmbeddedPrimitives[] = [];
  for (const set of ['colors', 'shapes'] as const) {
    const labels: string[] = [];
    async function* listed(): AsyncGenerator<{ bytes: Uint8Array }> {
      for await (const picture of world.primitives(set, { seed, each: SHAPES_EACH })) {
        labels.push(picture.label);
        yield picture;
      }
    }
    const [target, ...sources] = await embedByAll(tools.decoder, [tools.target, ...tools.sources.map(({ encoder }) => encoder)], listed(), { signal });
    sets.push({ set, target, sources, labels });
  }
  return sets;
}

/** System 5: classification by text alone, by the aligned source and by the target itself. */
export async function zeroShotRows({ tools, source, heldOut, exact }: SystemContext, primitives: EmbeddedPrimitives[]): Promise<{ rows: SystemRow[]; confusion: SystemSeries['confusion'] }> {
  const rows: SystemRow[] = [];
  const compare = (name: string, vectors: { aligned: Float32Array; target: Float32Array }, bank: EmbeddedBank, labels: (number | undefined)[], from: { data: string; paper?: string }) => {
    const head = { matrix: bank.matrix, dimension: bank.definition.dimension };
    const [aligned, target] = [nearestQuality(vectors.aligned, head, labels), nearestQuality(vectors.target, head, labels)];
    rows.push({ system: '5 zero-shot', measure: `${name}, aligned`, ours: aligned.accuracy, paper: from.paper, data: from.data }, { system: '5 zero-shot', measure: `${name}, CLIP itself`, ours: target.accuracy, data: from.data });
    return aligned;
  };
  for (const { set, target, sources, labels } of primitives) {
    const classes = [...new Set(labels)];
    const bank = await labelHeads(classes, [PROMPT_PRESETS[set]], tools.textEncoder);
    const data = `${labels.length} ${set === 'colors' ? 'monochrome patches' : 'drawn shapes'}, ${classes.length} classes, "${PROMPT_PRESETS[set]}"`;
    compare(set, { aligned: applyAffine(exact, sources[tools.sources.indexOf(source)]), target }, bank, labels.map((label) => classes.indexOf(label)), { data, paper: PAPER[set] });
  }
  const scenes = { aligned: applyAffine(exact, heldOut.source), target: heldOut.target };
  const preset = async (name: string, bank: EmbeddedBank, names: typeof objectsOf, template: string) =>
    compare(name, scenes, await labelHeads(bank.definition.concepts.map(({ text }) => text), [template], tools.textEncoder), labelsOf(heldOut.truth, bank, names), { data: `${heldOut.images} held-out scenes, ${bank.definition.concepts.length} classes, "${template}"` });
  await preset('objects', tools.nouns, objectsOf, PROMPT_PRESETS.living17);
  const quality = await preset('backgrounds', tools.backgrounds, backgroundOf, PROMPT_PRESETS.in9);
  return { rows, confusion: { labels: tools.backgrounds.definition.concepts.map(({ text }) => text), quality } };
}
