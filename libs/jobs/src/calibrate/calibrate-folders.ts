import path from 'node:path';
import type { BaselineSegment } from '@conceptwatch/contracts';
import { calibrateMonitor, type Calibration, chooseSegmentThinning, FEWEST_IMAGES, segmentBaselines, sequencesBySegment } from '@conceptwatch/core/drift';
import type { ImageDecoder, ImageEmbedder } from '@conceptwatch/ports';
import type { EmbeddedBank } from '../bank/embedded-bank';
import { isFile, readBaselineFile } from '../baseline/read-baseline-file';
import { requireSegments } from '../baseline/require-segments';
import { scoreColumns } from '../compare/score-columns';
import { embedFolder, type EmbeddedFolder, type EmbedProgress } from '../embed/embed-folder';
import { RefusedInput } from '../refused-input';

export interface CalibrateTools {
  decoder: ImageDecoder;
  embedder: ImageEmbedder;
  bank: EmbeddedBank;
}

export interface CalibrateOptions {
  /** A folder of images, or a baseline file. */
  baseline: string;
  /** A folder of images that came one after another and are as they should be; each folder in it is a source. */
  stream: string;
  /** Promised images between false alarms. */
  imagesBetweenFalseAlarms: number;
  mode?: 'proved' | 'calibrated';
  /** Evidence counts every so many-th image of each source; measured on the baseline when absent. */
  thinning?: number;
  /** The folders in both are segments (day, night), each compared with its own; folders in those are sources. */
  segments?: boolean;
  onProgress?: (set: 'baseline' | 'stream', progress: EmbedProgress) => void;
  signal?: AbortSignal;
}

export interface FolderCalibration {
  calibration: Calibration;
  settings: { imagesBetweenFalseAlarms: number; mode: 'proved' | 'calibrated'; thinning: number; thinningFrom: 'configured' | 'baseline' };
  baseline: { images: number; autocorrelation: number | undefined; smallestProvableEffect: number | undefined; advice: string | undefined };
  stream: { refused: EmbeddedFolder['refused'] };
  /** The false alarms in order. */
  alarms: { file: string; concept: string; text: string; direction: 'rose' | 'fell' }[];
}

/** D's window plays no part in when an alarm comes. */
const WINDOW = 100;

/**
 * Runs a stream of images without drift through the monitor and measures what it promises.
 *
 * @throws RefusedInput when a folder is missing, is empty or has too few readable images
 */
export async function calibrateFolders(tools: CalibrateTools, options: CalibrateOptions): Promise<FolderCalibration> {
  const { signal } = options;
  const embed = (set: 'baseline' | 'stream') => embedFolder(tools, options[set], { signal, onProgress: (progress) => options.onProgress?.(set, progress) });
  const baseline = (await isFile(options.baseline)) ? await readBaselineFile(options.baseline, tools.embedder.descriptor) : await embed('baseline');
  return calibrateSets(tools.bank, { baseline, stream: () => embed('stream') }, options);
}

/**
 * The same for embedded images, in the order in which they came.
 *
 * @param sets `stream` is asked for when the baseline has proved large enough
 * @throws RefusedInput when one of them has too few images
 */
export async function calibrateSets(bank: EmbeddedBank, sets: { baseline: EmbeddedFolder; stream: () => Promise<EmbeddedFolder> }, options: Pick<CalibrateOptions, 'imagesBetweenFalseAlarms' | 'mode' | 'thinning' | 'segments'>): Promise<FolderCalibration> {
  const { mode = 'proved', imagesBetweenFalseAlarms: budget, segments: bySegment = false } = options;
  const { baseline } = sets;
  const segments = bySegment ? requireSegments(baseline) : [{ name: '', images: baseline.files.length }];
  const sequences = sequencesBySegment(scoreColumns(baseline, bank), segments);
  const measured = chooseSegmentThinning(sequences);
  const thinning = options.thinning ?? measured.every ?? 1;
  for (const { name, images } of segments) requireImages(`baseline${name && ` of segment "${name}"`}`, { ...baseline, files: { length: images } }, FEWEST_IMAGES * thinning);
  const stream = await sets.stream();
  requireImages('stream', stream, FEWEST_IMAGES);
  if (bySegment) requireKnown(requireSegments(stream), segments, stream.folder);
  const monitored = segmentBaselines(sequences, { thinning });
  const calibration = calibrateMonitor(monitored, { window: WINDOW, budget, mode, thinning, effectFloor: 1 }, sequenceOf(stream, bank, bySegment));
  const { concepts } = bank.definition;
  const weakest = [...monitored.values()].map(({ verdict }) => verdict).reduce((a, b) => ((b.smallestProvableEffect ?? 1) > (a.smallestProvableEffect ?? 1) ? b : a));
  return {
    calibration,
    settings: { imagesBetweenFalseAlarms: budget, mode, thinning, thinningFrom: options.thinning === undefined ? 'baseline' : 'configured' },
    baseline: { images: baseline.files.length, autocorrelation: measured.autocorrelation, smallestProvableEffect: weakest.smallestProvableEffect, advice: weakest.advice },
    stream: { refused: stream.refused },
    alarms: calibration.onsets.map(({ position, concept, direction }) => ({ file: stream.files[position], concept: concepts[concept].slug, text: concepts[concept].text, direction })),
  };
}

function requireKnown(found: readonly BaselineSegment[], known: readonly BaselineSegment[], folder: string): void {
  const stranger = found.find(({ name }) => !known.some((segment) => segment.name === name));
  if (stranger) throw new RefusedInput('no-segments', `The stream "${folder}" has the segment "${stranger.name}", and the baseline has ${known.map(({ name }) => name).join(', ')}: give it a folder of that name.`);
}

function requireImages(set: string, { folder, files, refused }: { folder: string; files: { length: number }; refused: EmbeddedFolder['refused'] }, fewest: number): void {
  if (files.length >= fewest) return;
  const also = refused.length ? ` (${refused.length} more refused, for example "${refused[0].file}": ${refused[0].detail})` : '';
  throw new RefusedInput('too-few-images', `The ${set} "${folder}" has ${files.length} readable image${files.length === 1 ? '' : 's'}${also}; a promise about false alarms needs at least ${fewest} of them.`);
}

/** Images in the order of their names; what lies in a folder of its own is a source of its own, where no other is known. */
function sequenceOf(stream: EmbeddedFolder, bank: EmbeddedBank, bySegment: boolean) {
  const columns = scoreColumns(stream, bank);
  const K = columns.length;
  const scores = new Float32Array(stream.files.length * K);
  columns.forEach((column, k) => column.forEach((score, i) => (scores[i * K + k] = score)));
  const segmentOf = (file: string) => (bySegment ? file.split('/')[0] : '');
  return { images: stream.files.map((file, i) => ({ imageId: file, source: stream.sources?.[i] ?? path.dirname(file), segment: segmentOf(file), position: i, at: i })), scores };
}
