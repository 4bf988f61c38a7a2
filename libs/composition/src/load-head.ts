import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { AlignerFileFormats } from '@conceptwatch/adapters/files';
import type { HeadToDecode, SourceHead } from '@conceptwatch/jobs';
import { FileRefused } from '@conceptwatch/ports';

interface Labels {
  rows: { group: string; label: string }[];
}

interface Card {
  statistics?: { sourceMean: number[]; sourceDeviation: number[]; targetMean: number[] };
}

/**
 * The classification head of a source model (head.safetensors and labels.json in its folder) with the aligner that
 * takes it into the target space.
 *
 * @param group rows of one group only, for example "object"
 * @throws FileRefused
 */
export async function loadHead(model: string, alignerFile: string, group?: string): Promise<HeadToDecode> {
  const head = await readHead(model, group);
  const aligner = new AlignerFileFormats().read(await readOrRefuse(alignerFile));
  const card = JSON.parse((await readOrRefuse(alignerFile.replace(/\.[^.]+$/, '.json'))).toString()) as Card;
  if (!card.statistics) throw new FileRefused(`The card beside "${alignerFile}" has no statistics of its training images; fit the aligner anew with "conceptwatch align fit".`);
  const { sourceMean, sourceDeviation, targetMean } = card.statistics;
  return { ...head, aligner, statistics: { mean: sourceMean, deviation: sourceDeviation, targetMean } };
}

/** The classification head of a source model: head.safetensors and labels.json in its folder. @throws FileRefused */
export async function readHead(model: string, group?: string): Promise<SourceHead> {
  const head = new AlignerFileFormats().read(await readOrRefuse(path.join(model, 'head.safetensors')));
  const labels = JSON.parse((await readOrRefuse(path.join(model, 'labels.json'))).toString()) as Labels;
  if (labels.rows.length !== head.targetDimension) throw new FileRefused(`The head in "${model}" has ${head.targetDimension} rows, and labels.json names ${labels.rows.length}.`);
  const rows = labels.rows.flatMap((row, index) => (group === undefined || row.group === group ? [{ ...row, index }] : []));
  if (rows.length === 0) throw new FileRefused(`The head in "${model}" has no group "${group}"; it has ${[...new Set(labels.rows.map((row) => row.group))].join(', ')}.`);
  const width = head.sourceDimension;
  const weight = new Float32Array(rows.length * width);
  rows.forEach(({ index }, row) => weight.set(head.weight.subarray(index * width, (index + 1) * width), row * width));
  return { weight, bias: Float32Array.from(rows, ({ index }) => head.bias[index]), dimension: width, labels: rows.map(({ label }) => label) };
}

async function readOrRefuse(file: string): Promise<Buffer> {
  return readFile(file).catch((cause: NodeJS.ErrnoException) => {
    throw new FileRefused(`"${file}" cannot be read (${cause.code}). A head is decoded from head.safetensors and labels.json of a model folder, and an aligner with its card.`, { cause });
  });
}
