import path from 'node:path';
import type { AlignerWeights } from '@conceptwatch/ports';
import { requireFiles } from '../embed/embed-folder';
import { RefusedInput } from '../refused-input';
import { trueLabels } from '../zero-shot/true-labels';
import { labelHeads } from '../zero-shot/zero-shot';
import type { AlignerEntry, AlignerLibrary } from './aligner-library';
import { type AlignmentRow, compareAlignments } from './compare-alignments';
import { type AlignerEvaluation, evaluateAligner, requireDimensions, type Task } from './evaluate-aligner';
import { type AlignerReport, fitAligner } from './fit-aligner';
import { fitByObjective, type Objective, type ObjectiveTools } from './fit-by-objective';
import { folderImages, splitFiles } from './folder-images';

export interface FolderRun {
  images: string;
  onProgress?: (label: string, done: number, total: number) => void;
  signal?: AbortSignal;
}

export interface FolderFit extends FolderRun {
  name: string;
  objective: Objective;
  /** Share of the images to judge by. */
  heldOut: number;
  /** Of least squares. */
  ridge?: number;
  /** Of least squares: every image also mirrored. */
  mirror?: boolean;
  /** Of labels. */
  classes?: string[];
  /** More to keep beside the weights: who made it and when. */
  card?: Record<string, unknown>;
  /** An interrupted fit left this much behind. */
  onResume?: (taken: number, total: number) => void;
}

/** Fits an aligner on a folder and puts it into the library; exact regression goes on where it was interrupted. @throws RefusedInput, FileRefused */
export async function fitOnFolder(tools: ObjectiveTools, library: AlignerLibrary, request: FolderFit): Promise<{ entry: AlignerEntry; report: AlignerReport }> {
  const { name, images: folder, objective, signal, card } = request;
  if (objective !== 'least-squares' && (request.mirror || request.ridge !== undefined)) throw new RefusedInput('option-invalid', `${request.mirror ? 'Mirror images belong' : 'A ridge belongs'} to the objective least-squares, and this is ${objective}.`);
  const { training, heldOut } = splitFiles((await requireFiles(folder, signal)).files, request.heldOut);
  const onProgress = (label: 'training' | 'held-out', done: number): void => request.onProgress?.(label === 'training' ? 'Fitting' : 'Judging', done, (label === 'training' ? training : heldOut).length);
  if (objective !== 'least-squares') {
    const { weights, report } = await fitByObjective(tools, { objective, folder, training, heldOut, classes: request.classes, onProgress, signal });
    return { entry: await library.add(name, weights, { objective, ...report, ...card }), report };
  }
  const digests = [tools.source, tools.target].map(({ descriptor }) => descriptor.digest);
  const checkpoint = await library.checkpoint(name, { digests, folder: path.resolve(folder), files: training.map((file) => file.name), mirror: request.mirror });
  const taken = checkpoint.restored?.taken ?? 0;
  if (taken > 0) request.onResume?.(taken, training.length);
  const { weights, report } = await fitAligner(tools, { training: folderImages(training.slice(taken)), heldOut: folderImages(heldOut), ridge: request.ridge, mirror: request.mirror, checkpoint, onProgress, signal });
  const entry = await library.add(name, weights, { objective, ...report, ...card });
  await checkpoint.remove();
  return { entry, report };
}

/**
 * Judges an aligner on a folder of images; with labels also by what can be classified through it.
 *
 * @throws RefusedInput when dimensions do not fit, an image is missing, or a label means nothing
 */
export async function evaluateOnFolder(tools: ObjectiveTools, aligner: AlignerWeights, { images: folder, labels, onProgress, signal }: FolderRun & { labels?: string[] }): Promise<AlignerEvaluation> {
  const { files } = await requireFiles(folder, signal);
  requireDimensions(tools, aligner);
  const task: Task | undefined = labels && { labels, heads: (await labelHeads(labels, undefined, await tools.textEncoder())).matrix, truth: await trueLabels(folder, files.map(({ name }) => name), labels) };
  return evaluateAligner(tools, aligner, folderImages(files), { task, signal, onProgress: (done) => onProgress?.('Judging', done, files.length) });
}

/** Every method side by side on one folder. @throws RefusedInput */
export async function compareOnFolder(tools: ObjectiveTools, { images: folder, heldOut: share, onProgress, signal }: FolderRun & { heldOut: number }): Promise<AlignmentRow[]> {
  const { training, heldOut } = splitFiles((await requireFiles(folder, signal)).files, share);
  return compareAlignments(tools, { training: folderImages(training), heldOut: folderImages(heldOut), signal, onProgress: (label, done) => onProgress?.(label, done, (label === 'Embedding' ? training : heldOut).length) });
}
