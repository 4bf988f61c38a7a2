import path from 'node:path';
import { AlignerFileFormats } from '@conceptwatch/adapters/files';
import { SharpImageDecoder } from '@conceptwatch/adapters/images-sharp';
import { OnnxEncoder, OnnxMatrixProduct } from '@conceptwatch/adapters/inference-onnx';
import { AlignerLibrary, type PairTools } from '@conceptwatch/jobs';
import type { AlignerFiles, MatrixProduct } from '@conceptwatch/ports';
import { bundledSource, chooseModels } from './model-choice';

export interface AlignToolOptions {
  /** Model folders; the bundled source encoder and the bundled CLIP when absent. */
  source?: string;
  target?: string;
  threads?: number;
}

/** Two encoders and what it takes to fit or judge a map between them. @throws ModelMissing, ModelRefused */
export async function openAlignTools(options: AlignToolOptions): Promise<PairTools & { product: MatrixProduct; close(): Promise<void> }> {
  const session = { threads: options.threads ?? 1 };
  const [source, target] = await Promise.all([OnnxEncoder.load(options.source ?? bundledSource().encoder, session), OnnxEncoder.load(options.target ?? chooseModels().clip, session)]);
  const product = new OnnxMatrixProduct(session);
  const close = async (): Promise<void> => void (await Promise.all([source.close(), target.close(), product.close()]));
  return { decoder: new SharpImageDecoder(), source, target, product, close };
}

export const alignerFiles = (): AlignerFiles => new AlignerFileFormats();

/** The aligners of a data folder. */
export const alignerLibrary = (dataFolder: string): AlignerLibrary => new AlignerLibrary(path.join(dataFolder, 'aligners'), alignerFiles());
