import { access, constants, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ImageDecoder } from '@conceptwatch/ports';
import type { Comparison } from '../compare/compare-folders';
import { smallestProvableEffect } from '../compare/smallest-provable-effect';
import { RefusedInput } from '../refused-input';
import { comparePage } from './compare-page';
import { ExampleImages } from './example-images';
import type { CompareReportModel, PlottedConcept } from './report-model';

const PLOTTED = 8;
const EXAMPLES = 7;

/** Refuses a file that could not be written, before hours of work go into it. */
export async function requireWritable(file: string): Promise<void> {
  if ((await stat(file).catch(() => undefined))?.isDirectory()) throw new RefusedInput('option-invalid', `"${file}" is a folder; give the name of a file to write.`);
  const folder = path.dirname(path.resolve(file));
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) throw new RefusedInput('option-invalid', `The file cannot be written to "${file}": there is no folder "${folder}". Make it first, or choose another place.`);
  await access(folder, constants.W_OK).catch(() => {
    throw new RefusedInput('option-invalid', `The file cannot be written to "${file}": the folder "${folder}" may not be written to.`);
  });
}

/** Writes the self-contained HTML page of a comparison. */
export async function writeCompareReport(
  file: string,
  tools: { decoder: ImageDecoder },
  comparison: Comparison,
  made: { version: string; createdAt: number },
): Promise<void> {
  const images = new ExampleImages(tools.decoder);
  const plotted: PlottedConcept[] = [];
  for (const concept of shownConcepts(comparison)) plotted.push(await plot(concept, comparison, images));
  await writeFile(file, comparePage({ ...reportModel(comparison), ...made, plotted }));
}

/** The concepts that moved, strongest first; without drift the three that differ most, so that one sees how little. */
function shownConcepts({ concepts }: Comparison): Comparison['concepts'] {
  const moved = concepts.filter(({ drift, result }) => drift && result.moves_with === undefined);
  return moved.length ? moved.slice(0, PLOTTED) : concepts.slice(0, 3);
}

async function plot(concept: Comparison['concepts'][number], comparison: Comparison, images: ExampleImages): Promise<PlottedConcept> {
  const { baseline, current } = comparison;
  return {
    ...concept.result,
    text: concept.text,
    baseline: concept.baseline.slice().sort(),
    current: concept.current.slice().sort(),
    examples: {
      baselineHighest: await images.pick(baseline, concept.baseline, 'highest', EXAMPLES),
      currentHighest: await images.pick(current, concept.current, 'highest', EXAMPLES),
      baselineLowest: await images.pick(baseline, concept.baseline, 'lowest', EXAMPLES),
      currentLowest: await images.pick(current, concept.current, 'lowest', EXAMPLES),
    },
  };
}

function reportModel(comparison: Comparison): Omit<CompareReportModel, 'version' | 'createdAt' | 'plotted'> {
  const { report, settings, baseline, current, tools } = comparison;
  const sizes = { baseline: report.images.baseline, current: report.images.current };
  const concepts = tools.bank.definition.concepts.length;
  return {
    drift: report.drift,
    sentence: comparison.sentence,
    folders: { baseline: baseline.folder, current: current.folder },
    images: report.images,
    settings: { ...settings, smallestProvableEffect: smallestProvableEffect(sizes, { fdr: settings.fdr, concepts }), bank: tools.bank.definition.name, concepts },
    ranking: comparison.concepts.map(({ result, text, drift }) => ({ ...result, text, drift })),
    decoded: report.decoded,
    refused: [...baseline.refused.map((file) => ({ set: 'baseline' as const, ...file })), ...current.refused.map((file) => ({ set: 'current' as const, ...file }))],
    models: { encoder: tools.embedder.encoder, aligner: tools.embedder.aligner, textEncoder: tools.models.textEncoder, note: tools.models.note },
  };
}
