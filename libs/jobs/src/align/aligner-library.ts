import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { SLUG } from '@conceptwatch/contracts';
import { type AlignerFiles, type AlignerWeights, FileRefused } from '@conceptwatch/ports';
import { FitCheckpoint } from './fit-checkpoint';
import { replaceFile } from './replace-file';

/** What is known of an aligner beside its weights. */
export interface AlignerEntry {
  name: string;
  source_dim: number;
  target_dim: number;
  /** sha-256 of the safetensors file. */
  digest: string;
  /** Whether streams use this one. */
  promoted: boolean;
}

interface Promotion {
  /** Names, the one in use last. */
  history: string[];
}

/** The name of the one that comes with conceptwatch; its weights lie elsewhere, and notes on it here. */
export const BUNDLED_ALIGNER = 'bundled';

/** Aligners in a folder: NAME.safetensors and NAME.json each, and which of them is in use. */
export class AlignerLibrary {
  constructor(private readonly folder: string, private readonly files: AlignerFiles) {}

  /** Puts an aligner in, as safetensors whatever it came as. @throws FileRefused when the name is taken by another one */
  async add(name: string, aligner: AlignerWeights, card: Record<string, unknown> = {}): Promise<AlignerEntry> {
    if (!SLUG.test(name)) throw new FileRefused(`"${name}" cannot be the name of an aligner: use 1 to 64 characters of a-z, 0-9 and -.`);
    if (name === BUNDLED_ALIGNER) throw new FileRefused(`"${name}" is the aligner that comes with conceptwatch. Choose another name.`);
    const bytes = this.files.write(aligner, 'safetensors');
    const digest = digestOf(bytes);
    const present = await readFile(this.fileOf(name)).catch(() => undefined);
    if (present && digestOf(present) !== digest) throw new FileRefused(`There is another aligner called "${name}" in "${this.folder}" (digest ${digestOf(present).slice(0, 12)}…). Choose another name.`);
    await mkdir(this.folder, { recursive: true });
    await replaceFile(this.fileOf(name), bytes);
    const described = { name, source_dim: aligner.sourceDimension, target_dim: aligner.targetDimension, digest };
    await replaceFile(path.join(this.folder, `${name}.json`), `${JSON.stringify({ ...described, ...card }, null, 2)}\n`);
    return { ...described, promoted: (await this.promotion()).history.at(-1) === name };
  }

  /** @throws FileRefused when there is none of this name */
  async read(name: string): Promise<{ entry: AlignerEntry; aligner: AlignerWeights; file: string }> {
    const bytes = await readFile(this.fileOf(name)).catch(() => undefined);
    if (!bytes) throw new FileRefused(`There is no aligner "${name}" in "${this.folder}"; it has: ${(await this.names()).join(', ') || 'none'}.`);
    const aligner = this.files.read(bytes);
    const promoted = (await this.promotion()).history.at(-1) === name;
    return { entry: { name, source_dim: aligner.sourceDimension, target_dim: aligner.targetDimension, digest: digestOf(bytes), promoted }, aligner, file: this.fileOf(name) };
  }

  /** Where a fit under this name goes on. @param work what is fitted on what; another work begins anew */
  checkpoint(name: string, work: unknown): Promise<FitCheckpoint> {
    return FitCheckpoint.open(this.fileOf(name).replace(/safetensors$/, 'unfinished'), digestOf(Buffer.from(JSON.stringify(work))));
  }

  async list(): Promise<AlignerEntry[]> {
    const found: AlignerEntry[] = [];
    for (const name of await this.names()) found.push((await this.read(name)).entry);
    return found;
  }

  /** What is kept beside the weights: how it was made and judged. */
  async card(name: string): Promise<Record<string, unknown>> {
    const text = await readFile(this.fileOf(name).replace(/safetensors$/, 'json'), 'utf8').catch(() => '{}');
    return JSON.parse(text) as Record<string, unknown>;
  }

  /** Adds to what is kept beside the weights. @throws FileRefused when there is none of this name */
  async note(name: string, more: Record<string, unknown>): Promise<void> {
    if (name !== BUNDLED_ALIGNER) await this.read(name);
    await mkdir(this.folder, { recursive: true });
    await replaceFile(this.fileOf(name).replace(/safetensors$/, 'json'), `${JSON.stringify({ ...(await this.card(name)), ...more }, null, 2)}\n`);
  }

  /** The file of the one in use; undefined while the bundled one is. */
  promotedFile(): string | undefined {
    const name = this.readPromotion().history.at(-1);
    return name === undefined ? undefined : this.fileOf(name);
  }

  /** The names that were in use one after another, the one in use last. */
  async promotions(): Promise<string[]> {
    return (await this.promotion()).history;
  }

  /** From now on this one is in use. */
  async promote(name: string): Promise<AlignerEntry> {
    const { entry } = await this.read(name);
    const { history } = await this.promotion();
    if (history.at(-1) !== name) await this.keepPromotion({ history: [...history, name] });
    return { ...entry, promoted: true };
  }

  /**
   * Goes back to the one that was in use before.
   *
   * @returns undefined when that is the bundled one
   * @throws FileRefused when none was ever promoted
   */
  async rollBack(): Promise<AlignerEntry | undefined> {
    const { history } = await this.promotion();
    if (history.length === 0) throw new FileRefused('There is no earlier aligner to go back to.');
    const before = history.at(-2);
    const entry = before === undefined ? undefined : (await this.read(before)).entry;
    await this.keepPromotion({ history: history.slice(0, -1) });
    return entry && { ...entry, promoted: true };
  }

  private fileOf(name: string): string {
    if (!SLUG.test(name)) throw new FileRefused(`"${name}" is no name of an aligner: names have 1 to 64 characters of a-z, 0-9 and -.`);
    return path.join(this.folder, `${name}.safetensors`);
  }

  private async names(): Promise<string[]> {
    const files = await readdir(this.folder).catch(() => []);
    return files.filter((file) => file.endsWith('.safetensors')).map((file) => file.slice(0, -'.safetensors'.length)).filter((name) => SLUG.test(name)).sort();
  }

  private promotion(): Promise<Promotion> {
    return Promise.resolve(this.readPromotion());
  }

  private readPromotion(): Promotion {
    try {
      return JSON.parse(readFileSync(path.join(this.folder, 'promoted.json'), 'utf8')) as Promotion;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { history: [] };
      throw error;
    }
  }

  private keepPromotion(promotion: Promotion): Promise<void> {
    return replaceFile(path.join(this.folder, 'promoted.json'), `${JSON.stringify(promotion)}\n`);
  }
}

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
