import { explainPrediction, scoreBatch } from '@conceptwatch/core/concepts';
import type { ImageDecoder, ImageEmbedder } from '@conceptwatch/ports';
import { z } from 'zod';
import type { EmbeddedBank } from '../bank/embedded-bank';
import { RefusedInput } from '../refused-input';
import type { BottleneckModel } from './train-bottleneck';

const modelSchema = z.object({
  format: z.literal('conceptwatch-bottleneck-1'),
  classes: z.array(z.string()).min(2),
  concepts: z.array(z.string()).min(1),
  bankDigest: z.string(),
  spaceDigest: z.string(),
  weight: z.array(z.array(z.number())),
  bias: z.array(z.number()),
});

export interface Explanation {
  file: string;
  predicted: string;
  runnerUp: string;
  reasons: { concept: string; share: number }[];
  contrasts: { concept: string; share: number }[];
}

/** @throws RefusedInput */
export function readBottleneck(text: string, file: string): BottleneckModel {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = undefined;
  }
  const checked = modelSchema.safeParse(parsed);
  const fits = checked.success && checked.data.weight.length === checked.data.classes.length && checked.data.weight.every((row) => row.length === checked.data.concepts.length);
  if (!checked.success || !fits) throw new RefusedInput('option-invalid', `"${file}" is no bottleneck; make one with "conceptwatch bottleneck train".`);
  return checked.data;
}

/** Classifies one image by its concepts and says which of them decided. @throws RefusedInput when the image or the models do not fit */
export async function explainImage(tools: { decoder: ImageDecoder; embedder: ImageEmbedder; bank: EmbeddedBank }, model: BottleneckModel, file: string): Promise<Explanation> {
  if (model.bankDigest !== tools.bank.definition.digest || model.spaceDigest !== tools.embedder.descriptor.spaceDigest) throw new RefusedInput('baseline-mismatch', 'This bottleneck was trained with another concept bank or other models than those in use. Train it anew, or give the same --bank and --models.');
  const decoded = await tools.decoder.decode({ path: file }, tools.embedder.descriptor.pixels);
  if (decoded.status === 'refused') throw new RefusedInput('no-readable-image', `"${file}": ${decoded.detail}`);
  const similarities = scoreBatch(await tools.embedder.embed([decoded.pixels]), tools.bank.matrix, tools.bank.definition.dimension);
  const classifier = { classes: model.classes.length, features: model.concepts.length, weight: Float64Array.from(model.weight.flat()), bias: Float64Array.from(model.bias) };
  const { predicted, runnerUp, reasons, contrasts } = explainPrediction(classifier, similarities);
  const named = (shares: typeof reasons) => shares.map(({ concept, share }) => ({ concept: model.concepts[concept], share }));
  return { file, predicted: model.classes[predicted], runnerUp: model.classes[runnerUp], reasons: named(reasons), contrasts: named(contrasts) };
}
