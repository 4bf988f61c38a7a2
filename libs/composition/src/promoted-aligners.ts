import { readFile } from 'node:fs/promises';
import type { AlignerLibrary } from '@conceptwatch/jobs';
import { type AlignerSwitch, FileRefused, type StateStore } from '@conceptwatch/ports';
import { alignerFiles } from './align-tools';
import { alignerOf } from './load-aligner';
import type { Toolbox } from './toolbox';

/** Which aligners were in use one after another. */
export interface AlignerPromotions {
  /** Names, the one in use last; empty while the one that the settings choose is. */
  history(): Promise<string[]>;
  promote(name: string): Promise<void>;
  /** @throws FileRefused when none was ever promoted */
  rollBack(): Promise<void>;
  /** Back to the one that the settings choose. */
  clear(): Promise<void>;
}

/** Of one folder: the next start uses the last one. */
export const folderPromotions = (library: AlignerLibrary): AlignerPromotions => ({
  history: () => library.promotions(),
  promote: async (name) => void (await library.promote(name)),
  rollBack: async () => void (await library.rollBack()),
  clear: async () => {
    while ((await library.promotions()).length > 0) await library.rollBack();
  },
});

interface Promoted {
  history: { name: string; digest: string }[];
}

const ID = 'promoted';
const blobOf = (digest: string): string => `aligner/${digest}`;

/** Of a cluster: names and bytes lie where every process finds them, and `announce` tells them to look. */
export class SharedPromotions implements AlignerPromotions {
  constructor(private readonly state: StateStore, private readonly library: AlignerLibrary, private readonly announce: () => Promise<void>) {}

  /** Aligners that another admin has promoted come into this one's library, too. */
  async history(): Promise<string[]> {
    const { history } = await promotedOf(this.state);
    const known = new Set((await this.library.list()).map(({ name }) => name));
    for (const { name, digest } of history) if (!known.has(name)) await this.library.add(name, alignerFiles().read(await bytesOf(this.state, digest)), { origin: 'promoted in this cluster' });
    return history.map(({ name }) => name);
  }

  async promote(name: string): Promise<void> {
    const { entry, file } = await this.library.read(name);
    const { digest } = entry;
    await this.state.putBlob(blobOf(digest), await readFile(file));
    await this.change((history) => (history.at(-1)?.digest === digest ? history : [...history, { name, digest }]));
  }

  async rollBack(): Promise<void> {
    await this.change((history) => {
      if (history.length === 0) throw new FileRefused('There is no earlier aligner to go back to.');
      return history.slice(0, -1);
    });
  }

  async clear(): Promise<void> {
    await this.change(() => []);
  }

  /** What holds is written before anybody is told to look. */
  private async change(by: (history: Promoted['history']) => Promoted['history']): Promise<void> {
    const { version, history } = await promotedOf(this.state);
    await this.state.put<Promoted>('aligner', ID, { history: by(history) }, version);
    await this.announce();
  }
}

/** Lets the embedder of this process follow what a cluster has promoted. */
export class SharedAlignerSwitch implements AlignerSwitch {
  constructor(private readonly state: StateStore, private readonly toolbox: Toolbox) {}

  async follow(): Promise<boolean> {
    const wanted = (await promotedOf(this.state)).history.at(-1);
    const before = (await this.toolbox.embedder()).descriptor.alignerDigest;
    if (wanted?.digest === before) return false;
    const { encoder } = await this.toolbox.embeddingSteps();
    await this.toolbox.useAligner(wanted && alignerOf(`${wanted.name}.safetensors`, await bytesOf(this.state, wanted.digest), encoder.descriptor));
    return (await this.toolbox.embedder()).descriptor.alignerDigest !== before;
  }
}

async function promotedOf(state: StateStore): Promise<Promoted & { version: number }> {
  const known = await state.get<Promoted>('aligner', ID);
  return { history: known?.body.history ?? [], version: known?.version ?? 0 };
}

async function bytesOf(state: StateStore, digest: string): Promise<Uint8Array> {
  const bytes = await state.getBlob(blobOf(digest));
  if (!bytes) throw new FileRefused(`The promoted aligner (digest ${digest.slice(0, 12)}…) is not in the state store: promote it again, or roll back.`);
  return bytes;
}
