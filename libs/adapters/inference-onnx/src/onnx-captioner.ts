import type { Captioner } from '@conceptwatch/ports';
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { ModelRefused } from './model-error';
import { combinedDigest, ModelFolder } from './model-folder';
import { int64Tensor, openSession, outputNamed, type SessionOptions } from './onnx-session';
import { TextTokenizer } from './text-tokenizer';

/** LimBeR in ONNX Runtime: a linear projection of an embedding as soft prompt of a frozen language model. */
export class OnnxCaptioner implements Captioner {
  private constructor(private readonly session: InferenceSession, private readonly tokenizer: TextTokenizer, readonly descriptor: Captioner['descriptor']) {}

  /** @param directory with tokenizer.json and onnx/limber_model.onnx. @throws ModelMissing, ModelRefused */
  static async load(directory: string, options: SessionOptions = {}): Promise<OnnxCaptioner> {
    const folder = await ModelFolder.open(directory);
    const model = await folder.read('onnx/limber_model.onnx');
    const tokenizer = await TextTokenizer.load(folder);
    const session = await openSession(model.bytes, folder.name, options);
    outputNamed(session, folder.name, ['logits']);
    for (const input of ['image_embeds', 'input_ids']) if (!session.inputNames.includes(input)) throw new ModelRefused(`The model ${folder.name} takes ${session.inputNames.join(', ')}; a captioner takes image_embeds and input_ids.`);
    return new OnnxCaptioner(session, tokenizer, { name: folder.name, digest: combinedDigest(model.digest, tokenizer.digest) });
  }

  async caption(vector: Float32Array, mostWords: number): Promise<string> {
    const tokens = this.tokenizer.encode('');
    const start = tokens.length;
    const embedding = new Tensor('float32', vector, [1, vector.length]);
    for (let step = 0; step < mostWords; step++) {
      const { logits } = await this.session.run({ image_embeds: embedding, input_ids: int64Tensor(tokens, [1, tokens.length]) }, ['logits']);
      const width = logits.dims[2];
      const last = (logits.data as Float32Array).subarray((tokens.length - 1) * width, tokens.length * width);
      const next = last.indexOf(last.reduce((a, b) => Math.max(a, b), -Infinity));
      if (next === this.tokenizer.endToken) break;
      tokens.push(next);
    }
    return this.tokenizer.decode(tokens.slice(start));
  }

  async close(): Promise<void> {
    await this.session.release();
  }
}
