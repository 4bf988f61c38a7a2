import type { EvaluationWorld, SceneRequest } from '../evaluation-world';
import { type Remember, rememberNothing } from '../remember';
import { alignmentRows } from './alignment-rows';
import { bottleneckRows } from './bottleneck-rows';
import { captionRows } from './caption-rows';
import { componentRows } from './component-rows';
import { decodingRows } from './decoding-rows';
import { leastSquares } from './least-squares';
import { objectiveRows } from './objective-rows';
import { type PairedScenes, pairedScenes } from './paired-scenes';
import { refinementRows } from './refinement-rows';
import { retrievalRows } from './retrieval-rows';
import type { SystemRow, SystemSeries } from './system-row';
import type { SystemContext, SystemOptions, SystemTools } from './system-tools';
import { textRows } from './text-rows';
import { embedPrimitives, type EmbeddedPrimitives, zeroShotRows } from './zero-shot-rows';

/** What was measured with one source encoder. */
export interface SourceEvaluation {
  source: string;
  /** Digests of what was measured: source encoder and target. */
  digests: { source: string; target: string };
  rows: SystemRow[];
  series: SystemSeries;
}

/** Measures the paper's systems on drawn scenes, with every source encoder; each figure beside the paper's own on large models. */
export async function evaluateSystems(tools: SystemTools, world: EvaluationWorld, options: SystemOptions): Promise<SourceEvaluation[]> {
  const encoders = { decoder: tools.decoder, target: tools.target, sources: tools.sources.map(({ encoder }) => encoder) };
  const { seed, training: fitted, heldOut: judged, remember = rememberNothing } = options;
  const digests = [tools.target, ...encoders.sources].map(({ descriptor }) => descriptor.digest).join('-');
  const draw = (label: string, request: SceneRequest, mirror = false): Promise<PairedScenes[]> =>
    remember(`paired ${mirror ? 'with mirror images ' : ''}${JSON.stringify(request)} ${digests}`, () => pairedScenes(encoders, world.scenes(request), { mirror, signal: options.signal, onProgress: (done) => options.onProgress?.(label, done, request.count) }));
  const training = await draw('scenes to fit on', { seed, count: fitted });
  const few = await draw('half clean scenes to fit on', { seed: seed + 3, count: fitted >> 1, clean: 0.5 }, true);
  const heldOut = await draw('held-out scenes', { seed: seed + 1, count: judged });
  const clean = await draw('clean held-out scenes', { seed: seed + 2, count: judged >> 1, clean: 1 });
  const primitives = await embedPrimitives(tools, world, seed, options.signal);
  const evaluations: SourceEvaluation[] = [];
  for (const [s, source] of tools.sources.entries()) {
    const dimensions = { sourceDimension: source.encoder.descriptor.dimension, targetDimension: tools.target.descriptor.dimension };
    const exact = await leastSquares(training[s], dimensions, tools.product);
    const context = { tools, source, training: training[s], few: few[s], heldOut: heldOut[s], clean: clean[s], exact, dimensions, options };
    const part = `${source.encoder.descriptor.name} ${seed} ${fitted} ${judged} ${digests}`;
    const measured = await evaluateSource(context, world, { primitives, once: (name, make) => remember(`system ${name} ${part}`, make) });
    evaluations.push({ source: source.encoder.descriptor.name, digests: { source: source.encoder.descriptor.digest, target: tools.target.descriptor.digest }, ...measured });
  }
  return evaluations;
}

interface Parts {
  primitives: EmbeddedPrimitives[];
  /** Keeps a system's figures, so that an interrupted run does not measure it again. */
  once: Remember;
}

async function evaluateSource(context: SystemContext, world: EvaluationWorld, { primitives, once }: Parts): Promise<Pick<SourceEvaluation, 'rows' | 'series'>> {
  const alignment = await once('alignment', () => alignmentRows(context));
  const objectives = await once('objectives', () => objectiveRows(context));
  const { rows: ofComponents, components } = await once('components', () => Promise.resolve(componentRows(context)));
  const text = await once('text', () => textRows(context));
  const zeroShot = await once('zero-shot', () => zeroShotRows(context, primitives));
  const bottleneck = await once('bottleneck', () => Promise.resolve(bottleneckRows(context)));
  const retrieval = await once('retrieval', () => retrievalRows(context));
  const decoding = await once('decoding', () => decodingRows(context));
  const refinement = await once('refinement', () => Promise.resolve(refinementRows(context)));
  const captions = await once('captions', () => captionRows(context, world));
  const rows = [...alignment.rows, ...objectives, ...ofComponents, ...text, ...zeroShot.rows, ...bottleneck, ...retrieval, ...decoding, ...refinement, ...captions];
  return { rows, series: { ...alignment.series, components, confusion: zeroShot.confusion } };
}
