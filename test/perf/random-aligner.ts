import { writeFileSync } from 'node:fs';
import { AlignerFileFormats } from '@conceptwatch/adapters/files';
import { OnnxEncoder } from '@conceptwatch/adapters/inference-onnx';

const TARGET_DIMENSION = 128;

/** An aligner of random weights from an encoder into the bundled CLIP space: the work is that of a real one. @returns the file */
export async function randomAligner(encoderFolder: string, file: string): Promise<string> {
  const encoder = await OnnxEncoder.load(encoderFolder);
  const { dimension } = encoder.descriptor;
  await encoder.close();
  const weight = Float32Array.from({ length: dimension * TARGET_DIMENSION }, (_, i) => Math.sin(i * i) / Math.sqrt(dimension));
  writeFileSync(file, new AlignerFileFormats().write({ sourceDimension: dimension, targetDimension: TARGET_DIMENSION, weight, bias: new Float32Array(TARGET_DIMENSION), metadata: {} }, 'safetensors'));
  return file;
}
