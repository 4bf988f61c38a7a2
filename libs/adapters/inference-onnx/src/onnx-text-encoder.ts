import type { TextEncoder } from '@conceptwatch/ports';
import type { InferenceSession } from 'onnxruntime-node';
import { combinedDigest, ModelFolder } from './model-folder';
import { int64Tensor, openSession, outputNamed, type SessionOptions } from './onnx-session';
import { TextTokenizer } from './text-tokenizer';

const OUTPUTS = ['text_embeds', 'pooler_output'];
const BATCH = 64;

/** The text tower of a CLIP model in ONNX Runtime, with its own tokenizer. */
export class OnnxTextEncoder implements TextEncoder {
  private constructor(
    private readonly session: InferenceSession,
    private readonly output: string,
    private readonly tokenizer: TextTokenizer,
    readonly descriptor: TextEncoder['descriptor'],
  ) {}

  /** @param directory with tokenizer.json and onnx/text_model.onnx. @throws ModelMissing, ModelRefused */
  static async load(directory: string, options: SessionOptions = {}): Promise<OnnxTextEncoder> {
    const folder = await ModelFolder.open(directory);
    const model = await folder.readModel(['text_model'], options.precision);
    const tokenizer = await TextTokenizer.load(folder);
    const session = await openSession(model.bytes, folder.name, options);
    const draft = { name: folder.name, digest: combinedDigest(model.digest, tokenizer.digest), dimension: 0 };
    const loaded = new OnnxTextEncoder(session, outputNamed(session, folder.name, OUTPUTS), tokenizer, draft);
    const probe = await loaded.encode(['a']);
    return new OnnxTextEncoder(session, loaded.output, tokenizer, { ...draft, dimension: probe.length });
  }

  async encode(texts: string[]): Promise<Float32Array> {
    const parts: Float32Array[] = [];
    for (let from = 0; from < texts.length; from += BATCH) parts.push(await this.encodeBatch(texts.slice(from, from + BATCH)));
    const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
    parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
    return all;
  }

  unknownWords(text: string): string[] {
    return this.tokenizer.unknownWords(text);
  }

  vocabulary(): string[] | undefined {
    return this.tokenizer.vocabulary();
  }

  async close(): Promise<void> {
    await this.session.release();
  }

  private async encodeBatch(texts: string[]): Promise<Float32Array> {
    const tokens = texts.map((text) => this.tokenizer.encode(text));
    const width = Math.max(...tokens.map(({ length }) => length));
    const shape = [texts.length, width];
    const ids = tokens.flatMap((row) => [...row, ...Array<number>(width - row.length).fill(this.tokenizer.padToken)]);
    const mask = tokens.flatMap((row) => Array.from({ length: width }, (_, i) => (i < row.length ? 1 : 0)));
    const inputs = { input_ids: int64Tensor(ids, shape), ...(this.session.inputNames.includes('attention_mask') ? { attention_mask: int64Tensor(mask, shape) } : {}) };
    const result = (await this.session.run(inputs, [this.output]))[this.output];
    return unitRows(Float32Array.from(result.data as Float32Array), result.dims[1]);
  }
}

function unitRows(rows: Float32Array, dimension: number): Float32Array {
  for (let at = 0; at < rows.length; at += dimension) {
    const row = rows.subarray(at, at + dimension);
    const length = Math.hypot(...row);
    for (let i = 0; i < dimension; i++) row[i] /= length;
  }
  return rows;
}
