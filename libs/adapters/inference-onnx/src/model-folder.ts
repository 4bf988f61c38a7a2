import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { ModelMissing, ModelRefused } from './model-error';
import type { ModelPrecision } from './onnx-session';

interface Manifest {
  models?: { name: string; golden?: GoldenVector[] }[];
  files?: { path: string; sha256: string }[];
}

/** A fixed input and the output that the model must give for it. */
export interface GoldenVector {
  file: string;
  expected: number[];
}

/** How transformers.js names the files of a precision. */
const SUFFIX: Record<ModelPrecision, string> = { fp32: '', fp16: '_fp16', int8: '_quantized' };

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/**
 * One model in the layout of transformers.js (config.json, preprocessor_config.json, tokenizer.json, onnx/*.onnx).
 * Where the folder above has a manifest.json, or the folder itself a model.lock.json (written by "models pull"), that
 * lists a file, the file must have the digest that stands there.
 */
export class ModelFolder {
  private constructor(readonly directory: string, readonly name: string, private readonly manifest: Manifest) {}

  /** @throws ModelMissing */
  static async open(directory: string): Promise<ModelFolder> {
    const found = await stat(directory).catch(() => undefined);
    if (!found?.isDirectory()) throw new ModelMissing(`There is no model in "${directory}": give a folder with config.json and onnx/, as transformers.js lays models out.`);
    const name = path.basename(path.resolve(directory));
    const [above, own] = await Promise.all([path.join(directory, '..', 'manifest.json'), path.join(directory, 'model.lock.json')].map(readManifest));
    const pulled = own.files?.map((file) => ({ ...file, path: `${name}/${file.path}` })) ?? [];
    return new ModelFolder(directory, name, { models: above.models, files: [...(above.files ?? []), ...pulled] });
  }

  /** The ONNX file of a part of the model in one precision, and in no other. @throws ModelMissing, ModelRefused */
  async readModel(parts: string[], precision: ModelPrecision = 'fp32'): Promise<{ name: string; bytes: Uint8Array; digest: string }> {
    const names = parts.map((part) => `onnx/${part}${SUFFIX[precision]}.onnx`);
    try {
      return await this.read(...names);
    } catch (error) {
      if (!(error instanceof ModelMissing)) throw error;
      const there = await readdir(path.join(this.directory, 'onnx')).catch(() => []);
      throw new ModelMissing(`The model "${this.directory}" has no ${names.join(' or ')} (precision ${precision}). ${there.length ? `It has ${there.join(', ')}.` : 'Its folder onnx/ is missing or empty.'}`);
    }
  }

  /** The first of several files that is there, with its digest. @throws ModelMissing, ModelRefused */
  async read(...names: string[]): Promise<{ name: string; bytes: Uint8Array; digest: string }> {
    for (const name of names) {
      const bytes = await readFile(path.join(this.directory, name)).catch(() => undefined);
      if (!bytes) continue;
      const digest = sha256(bytes);
      const expected = this.manifest.files?.find((file) => file.path === `${this.name}/${name}`)?.sha256;
      if (expected !== undefined && expected !== digest) {
        throw new ModelRefused(`"${path.join(this.directory, name)}" is damaged: its sha-256 is ${digest.slice(0, 12)}…, and the manifest says ${expected.slice(0, 12)}…. Fetch the file again (with git lfs or a fresh clone).`);
      }
      return { name, bytes, digest };
    }
    throw new ModelMissing(`The model "${this.directory}" has no ${names.join(' or ')}.`);
  }

  async readJson<T>(name: string): Promise<T> {
    const { bytes } = await this.read(name);
    try {
      return JSON.parse(Buffer.from(bytes).toString('utf8')) as T;
    } catch (cause) {
      throw new ModelRefused(`"${path.join(this.directory, name)}" is no JSON.`, { cause });
    }
  }

  golden(file: string): GoldenVector | undefined {
    const mine = this.manifest.models?.find(({ name }) => name === this.name)?.golden;
    return mine?.find((golden) => file.endsWith(golden.file));
  }
}

async function readManifest(file: string): Promise<Manifest> {
  const text = await readFile(file, 'utf8').catch(() => '{}');
  try {
    return JSON.parse(text) as Manifest;
  } catch (cause) {
    throw new ModelRefused(`"${file}" is no JSON: the digests of the model cannot be checked. Fetch it again.`, { cause });
  }
}

/** One digest over several. */
export const combinedDigest = (...parts: string[]): string => sha256(Buffer.from(parts.join('\n')));
