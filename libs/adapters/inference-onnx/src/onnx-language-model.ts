import type { LanguageModel } from '@conceptwatch/ports';
import type { InferenceSession } from 'onnxruntime-node';
import { ModelRefused } from './model-error';
import { combinedDigest, ModelFolder } from './model-folder';
import { int64Tensor, openSession, outputNamed, type SessionOptions } from './onnx-session';
import { TextTokenizer } from './text-tokenizer';

const INPUTS = ['input_ids', 'attention_mask', 'position_ids'];

/** A causal language model in ONNX Runtime (input_ids → logits), with an attention mask and positions where it asks for them. */
export class OnnxLanguageModel implements LanguageModel {
  readonly endToken: number;

  private constructor(private readonly session: InferenceSession, private readonly tokenizer: TextTokenizer, readonly descriptor: LanguageModel['descriptor']) {
    this.endToken = tokenizer.endToken;
  }

  /** @param directory with tokenizer.json and onnx/model.onnx. @throws ModelMissing, ModelRefused */
  static async load(directory: string, options: SessionOptions = {}): Promise<OnnxLanguageModel> {
    const folder = await ModelFolder.open(directory);
    const model = await folder.readModel(['model', 'decoder_model'], options.precision);
    const tokenizer = await TextTokenizer.load(folder);
    const session = await openSession(model.bytes, folder.name, options);
    outputNamed(session, folder.name, ['logits']);
    const other = session.inputNames.filter((name) => !INPUTS.includes(name));
    if (other.length > 0) throw new ModelRefused(`The language model ${folder.name} asks for ${other.slice(0, 3).join(', ')}${other.length > 3 ? ` and ${other.length - 3} more` : ''}, which only a decoder with a cache is given. Use the export without a cache: onnx/model.onnx or onnx/decoder_model.onnx of input_ids and attention_mask.`);
    const { hidden_size: hidden, n_embd: width } = await folder.readJson<{ hidden_size?: number; n_embd?: number }>('config.json');
    const digest = combinedDigest(model.digest, tokenizer.digest);
    return new OnnxLanguageModel(session, tokenizer, { name: folder.name, digest, vocabularySize: tokenizer.vocabularySize, dimension: hidden ?? width ?? 0 });
  }

  tokenize(text: string): number[] {
    return this.tokenizer.encode(text);
  }

  detokenize(tokens: number[]): string {
    return this.tokenizer.decode(tokens);
  }

  async nextLogProbabilities(prefixes: number[][]): Promise<Float32Array> {
    const [{ length }] = prefixes;
    if (prefixes.some((prefix) => prefix.length !== length) || length === 0) throw new RangeError('nextLogProbabilities requires prefixes of one length, at least 1');
    const shape = [prefixes.length, length];
    const inputs: Record<string, ReturnType<typeof int64Tensor>> = { input_ids: int64Tensor(prefixes.flat(), shape) };
    if (this.session.inputNames.includes('attention_mask')) inputs.attention_mask = int64Tensor(Array<number>(prefixes.length * length).fill(1), shape);
    if (this.session.inputNames.includes('position_ids')) inputs.position_ids = int64Tensor(prefixes.flatMap(() => Array.from({ length }, (_, at) => at)), shape);
    const { logits } = await this.session.run(inputs, ['logits']);
    const width = logits.dims[2];
    const data = logits.data as Float32Array;
    const rows = new Float32Array(prefixes.length * width);
    prefixes.forEach((_, p) => rows.set(logSoftmax(data.subarray((p * length + length - 1) * width, (p * length + length) * width)), p * width));
    return rows;
  }

  async close(): Promise<void> {
    await this.session.release();
  }
}

function logSoftmax(logits: Float32Array): Float32Array {
  const top = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const sum = logits.reduce((total, value) => total + Math.exp(value - top), 0);
  return logits.map((value) => value - top - Math.log(sum));
}
