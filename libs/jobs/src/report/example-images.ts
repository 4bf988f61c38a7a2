import type { ImageDecoder } from '@conceptwatch/ports';
import { readFile } from 'node:fs/promises';
import type { EmbeddedFolder } from '../embed/embed-folder';
import type { ExampleImage } from './report-model';

const EDGE = 128;

/** Makes thumbnails of embedded images, each file once however many concepts show it. */
export class ExampleImages {
  private readonly uris = new Map<string, Promise<string | undefined>>();

  constructor(private readonly decoder: ImageDecoder) {}

  /** The `most` images with the highest (or lowest) scores, best first; ties in the order of their names. Images that are gone by now, or never were there (baseline files), are left out. */
  async pick(set: EmbeddedFolder, scores: Float32Array, order: 'highest' | 'lowest', most: number): Promise<ExampleImage[]> {
    const sign = order === 'highest' ? -1 : 1;
    const rows = Array.from(scores.keys()).sort((a, b) => sign * (scores[a] - scores[b]) || a - b);
    const images: ExampleImage[] = [];
    for (const row of rows.slice(0, most)) {
      const path = set.paths[row];
      const uri = path === undefined ? undefined : await this.thumbnail(path);
      if (uri) images.push({ file: set.files[row], score: scores[row], uri });
    }
    return images;
  }

  private thumbnail(path: string | Buffer): Promise<string | undefined> {
    const key = typeof path === 'string' ? path : path.toString('latin1');
    const known = this.uris.get(key) ?? this.encode(path);
    this.uris.set(key, known);
    return known;
  }

  private async encode(path: string | Buffer): Promise<string | undefined> {
    const bytes = await readFile(path).catch(() => undefined);
    if (!bytes) return undefined;
    const thumbnail = await this.decoder.thumbnail(bytes, EDGE);
    if (thumbnail.status === 'refused') return undefined;
    return `data:${thumbnail.contentType};base64,${Buffer.from(thumbnail.bytes).toString('base64')}`;
  }
}
