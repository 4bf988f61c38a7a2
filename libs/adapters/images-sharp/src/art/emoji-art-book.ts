import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import sharp, { type Sharp } from 'sharp';
import { drawnArea } from './drawn-area';

/** Edge length of every drawing in pixels. */
const EDGE = 128;
const require = createRequire(import.meta.url);

const ICONIFY: Record<string, string> = {
  noto: '@iconify-json/noto',
  'noto-v1': '@iconify-json/noto-v1',
  twemoji: '@iconify-json/twemoji',
  'fluent-flat': '@iconify-json/fluent-emoji-flat',
  emojione: '@iconify-json/emojione',
  fxemoji: '@iconify-json/fxemoji',
  openmoji: '@iconify-json/openmoji',
};

interface IconSet {
  icons: Record<string, { body: string; width?: number; height?: number }>;
  aliases?: Record<string, { parent: string }>;
  width?: number;
  height?: number;
}

interface Drawing {
  size: number;
  data: Uint8Array;
}

/** What the book needs to know of a noun: its slug and the Unicode short names that draw it. */
export interface DrawnNoun {
  slug: string;
  art: readonly string[];
}

/**
 * Emoji art from npm packages as 128 × 128 RGBA drawings. Artists load when first asked for, drawings when first drawn.
 * Fits the world's ArtBook.
 */
export class EmojiArtBook {
  private readonly nouns: ReadonlyMap<string, DrawnNoun>;
  private readonly sets = new Map<string, IconSet | Map<string, string>>();
  private readonly drawn = new Map<string, Promise<readonly Drawing[]>>();

  constructor(nouns: readonly DrawnNoun[]) {
    this.nouns = new Map(nouns.map((noun) => [noun.slug, noun]));
  }

  nounsOf(artist: string): readonly string[] {
    return [...this.nouns.values()].filter((noun) => this.namesOf(artist, noun).length > 0).map((noun) => noun.slug);
  }

  drawings(artist: string, noun: string): Promise<readonly Drawing[]> {
    const key = `${artist}/${noun}`;
    let drawings = this.drawn.get(key);
    if (!drawings) {
      drawings = this.draw(artist, noun);
      this.drawn.set(key, drawings);
    }
    return drawings;
  }

  private async draw(artist: string, slug: string): Promise<readonly Drawing[]> {
    const noun = this.nouns.get(slug);
    if (!noun) throw new Error(`the world has no noun "${slug}"`);
    const names = this.namesOf(artist, noun);
    if (names.length === 0) throw new Error(`${artist} has not drawn "${slug}"`);
    return Promise.all(names.map((name) => this.rasterise(artist, name)));
  }

  private namesOf(artist: string, noun: DrawnNoun): string[] {
    const set = this.load(artist);
    return noun.art.filter((name) => (set instanceof Map ? set.has(name) : set.icons[name] || set.aliases?.[name]));
  }

  private async rasterise(artist: string, name: string): Promise<Drawing> {
    const set = this.load(artist);
    if (set instanceof Map) return fitted(sharp(await readFile(set.get(name) as string)));
    const icon = set.icons[name] ?? set.icons[set.aliases?.[name]?.parent ?? ''];
    const width = icon.width ?? set.width ?? 16;
    const height = icon.height ?? set.height ?? 16;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${EDGE * 1.5}" height="${EDGE * 1.5}" viewBox="0 0 ${width} ${height}">${icon.body}</svg>`;
    return fitted(sharp(Buffer.from(svg)));
  }

  private load(artist: string): IconSet | Map<string, string> {
    let set = this.sets.get(artist);
    if (!set) {
      set = artist === 'fluent-3d' ? fluent3d() : (require(`${iconifyPackage(artist)}/icons.json`) as IconSet);
      this.sets.set(artist, set);
    }
    return set;
  }
}

function iconifyPackage(artist: string): string {
  const name = ICONIFY[artist];
  if (!name) throw new Error(`unknown artist "${artist}"; known: ${[...Object.keys(ICONIFY), 'fluent-3d'].join(', ')}`);
  return name;
}

/** Unicode short name → file, for the set that is named by code point, some with a variation selector. */
function fluent3d(): Map<string, string> {
  const labels = require('emojibase-data/en/data.json') as { label: string; hexcode: string }[];
  const folder = require.resolve('@lobehub/fluent-emoji-3d/package.json').replace(/package\.json$/, 'assets/');
  const files = new Set(readdirSync(folder));
  const bare = (code: string) => code.replace(/-fe0f$/, '');
  const drawn = new Map<string, string>();
  for (const { label, hexcode } of labels) {
    const code = bare(hexcode.toLowerCase());
    const file = [`${code}.webp`, `${code}-fe0f.webp`].find((name) => files.has(name));
    if (file) drawn.set(label.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, ''), `${folder}${file}`);
  }
  return drawn;
}

/** Cut to what is drawn, centred in a square. */
async function fitted(image: Sharp): Promise<Drawing> {
  const { data: whole, info } = await image.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const area = drawnArea(whole, info.width, info.height);
  const drawing = sharp(whole, { raw: { width: info.width, height: info.height, channels: 4 } }).extract(area);
  const { data } = await drawing.resize(EDGE, EDGE, { fit: 'contain', background: { r: 0, g: 0, b: 0, alpha: 0 } }).raw().toBuffer({ resolveWithObject: true });
  return { size: EDGE, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}
