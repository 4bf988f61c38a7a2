import path from 'node:path';
import { AlignerFileFormats } from '@conceptwatch/adapters/files';
import { SharpImageDecoder } from '@conceptwatch/adapters/images-sharp';
import { OnnxEncoder, OnnxMatrixProduct, OnnxTextEncoder } from '@conceptwatch/adapters/inference-onnx';
import { AlignerLibrary, type ObjectiveTools } from '@conceptwatch/jobs';
import type { AlignerFiles } from '@conceptwatch/ports';
import { readHead } from './load-head';
import { bundledSource, chooseModels } from './model-choice';

export interface AlignToolOptions {
  /** Model folders; the bundled source encoder and the bundled CLIP when absent. */
  source?: string;
  target?: string;
  /** Rows of the source's head that are used; one group (such as "object") or all. */
  group?: string;
  threads?: number;
  /** Services: the encoders run in threads of their own. */
  ownThread?: boolean;
}

/** Two encoders and what it takes to fit or judge a map between them. @throws ModelMissing, ModelRefused */
export async function openAlignTools(options: AlignToolOptions): Promise<ObjectiveTools & { close(): Promise<void> }> {
  const session = { threads: options.threads ?? 1, ownThread: options.ownThread };
  const [sourceFolder, targetFolder] = [options.source ?? bundledSource().encoder, options.target ?? chooseModels().clip];
  const [source, target] = await Promise.all([OnnxEncoder.load(sourceFolder, session), OnnxEncoder.load(targetFolder, session)]);
  const product = new OnnxMatrixProduct({ threads: session.threads });
  let text: Promise<OnnxTextEncoder> | undefined;
  const textEncoder = (): Promise<OnnxTextEncoder> => (text ??= OnnxTextEncoder.load(targetFolder, { threads: session.threads }));
  const close = async (): Promise<void> => {
    await Promise.all([source.close(), target.close(), product.close()]);
    await (await text?.catch(() => undefined))?.close();
  };
  return { decoder: new SharpImageDecoder(), source, target, product, textEncoder, head: () => readHead(sourceFolder, options.group), close };
}

export const alignerFiles = (): AlignerFiles => new AlignerFileFormats();

/** The aligners of a data folder. */
export const alignerLibrary = (dataFolder: string): AlignerLibrary => new AlignerLibrary(path.join(dataFolder, 'aligners'), alignerFiles());
