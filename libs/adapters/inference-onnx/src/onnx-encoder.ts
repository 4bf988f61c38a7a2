import type { Encoder, EncoderDescriptor, PixelSpec } from '@conceptwatch/ports';
import { imageVectors } from './image-vectors';
import { ModelRefused } from './model-error';
import { combinedDigest, type GoldenVector, ModelFolder } from './model-folder';
import { type ImageSession, openImageSession } from './image-session';
import { outputNamed, type SessionOptions } from './onnx-session';
import { pixelSpecOf, type PreprocessorConfig } from './pixel-spec';
import { pixelTensor } from './pixel-tensor';

const OUTPUTS = ['image_embeds', 'features', 'pooler_output', 'last_hidden_state'];
const LEAST_COSINE = 0.999;

/** A vision encoder in ONNX Runtime, laid out as transformers.js lays it out. */
export class OnnxEncoder implements Encoder {
  private constructor(private readonly session: ImageSession, private readonly output: string, readonly descriptor: EncoderDescriptor) {}

  /**
   * @param directory with preprocessor_config.json and onnx/vision_model.onnx (or onnx/model.onnx)
   * @throws ModelMissing, ModelRefused: also when the model's golden vector does not come out
   */
  static async load(directory: string, options: SessionOptions = {}): Promise<OnnxEncoder> {
    const folder = await ModelFolder.open(directory);
    const model = await folder.readModel(['vision_model', 'model'], options.precision);
    const pixels = pixelSpecOf(await folder.readJson<PreprocessorConfig>('preprocessor_config.json'), folder.name);
    const session = await openImageSession(model.bytes, folder.name, options);
    const output = outputNamed(session, folder.name, OUTPUTS);
    const draft = { name: folder.name, digest: combinedDigest(model.digest, JSON.stringify(pixels)), dimension: 0, pixels, executionProvider: options.executionProvider ?? 'cpu' };
    const probe = await new OnnxEncoder(session, output, draft).embed([goldenPixels(pixels)]);
    const encoder = new OnnxEncoder(session, output, { ...draft, dimension: probe.length });
    const golden = folder.golden(model.name);
    if (golden) requireGolden(probe, golden, folder.name);
    return encoder;
  }

  async embed(images: Uint8Array[]): Promise<Float32Array> {
    if (images.length === 0) return new Float32Array();
    const { pixels } = this.descriptor;
    const { data, dims } = await this.session.run(pixelTensor(images, pixels), [images.length, 3, pixels.height, pixels.width], this.output);
    return imageVectors(data, dims);
  }

  async close(): Promise<void> {
    await this.session.close();
  }
}

/** pixel[y][x][c] = (7·x + 13·y + 29·c + x·y) mod 256: the fixed picture of the manifest's golden vectors. */
function goldenPixels({ width, height }: PixelSpec): Uint8Array {
  return Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const c = i % 3;
    const x = Math.floor(i / 3) % width;
    const y = Math.floor(i / 3 / width);
    return (7 * x + 13 * y + 29 * c + x * y) % 256;
  });
}

function requireGolden(actual: Float32Array, { expected }: GoldenVector, model: string): void {
  let [dot, a, b] = [0, 0, 0];
  for (let i = 0; i < expected.length; i++) {
    dot += actual[i] * expected[i];
    a += actual[i] ** 2;
    b += expected[i] ** 2;
  }
  const cosine = dot / Math.sqrt(a * b);
  if (!(cosine > LEAST_COSINE)) throw new ModelRefused(`The model ${model} does not give the vector that its manifest promises (cosine ${cosine.toFixed(4)}): the model or the machine's arithmetic is damaged.`);
}
