import { encodeImage, type ImageFormat, EmojiArtBook } from '@conceptwatch/adapters/images-sharp';
import type { EvaluationScene, EvaluationWorld, LabelledPicture, PictureMaker, PrimitiveSet, SceneRequest } from '@conceptwatch/jobs';
import { type Artist, ARTISTS, BACKGROUNDS, type Camera, cameraFrame, captionOf, captionsOf, colorPatch, describeScene, DRAWN_SHAPES, drawnShape, namesOf, NOUNS, PATCH_COLORS, type PatchColor, type Picture, renderScene, type Scene, SHIFT_KEYS } from '@conceptwatch/world';

/** The picture-book world as files would have it: drawn, encoded, with its truth. */
export class PictureBook implements EvaluationWorld {
  readonly nouns = NOUNS.map(({ slug, text }) => ({ slug, text }));
  readonly backgrounds = BACKGROUNDS.map((slug) => ({ slug, text: slug.replaceAll('-', ' ') }));
  readonly shiftKeys: readonly string[] = SHIFT_KEYS;
  readonly artists: readonly string[] = ARTISTS;
  readonly namesOf = namesOf;
  private readonly art = new EmojiArtBook(NOUNS);

  constructor(private readonly image: { edge: number; format: ImageFormat } = { edge: 224, format: 'jpeg' }) {}

  /** Scene `index` of a request. Deterministic. */
  async scene(request: Omit<SceneRequest, 'count'>, index: number): Promise<EvaluationScene & { scene: Scene }> {
    const scene = this.describe(request, index);
    const { pixels } = await renderScene(scene, this.image.edge, this.art);
    const bytes = await encodeImage({ pixels, width: this.image.edge, height: this.image.edge }, this.image.format);
    const { objects, background, time, weather, quality } = scene;
    return { bytes, scene, truth: { objects, background, time, weather, quality, caption: captionOf(scene) } };
  }

  private describe({ seed, shift, artist, clean }: Omit<SceneRequest, 'count'>, index: number): Scene {
    return describeScene(seed, index, { shift, artist: artist as Artist | undefined, clean });
  }

  private async described(request: SceneRequest, index: number): Promise<EvaluationScene> {
    const { bytes, scene, truth } = await this.scene(request, index);
    const fullest = captionsOf(scene, 4).reduce((best, caption) => (caption.facts.length > best.facts.length ? caption : best));
    return { bytes, truth: { ...truth, caption: fullest.text } };
  }

  /** Colour patches or drawn shapes, as PNG: JPEG would change the colours. Deterministic. */
  async *primitives(set: PrimitiveSet, { seed, each }: { seed: number; each: number }): AsyncGenerator<LabelledPicture> {
    const { edge } = this.image;
    const encoded = ({ pixels }: Picture): Promise<Uint8Array> => encodeImage({ pixels, width: edge, height: edge }, 'png');
    if (set === 'colors') for (const label of Object.keys(PATCH_COLORS) as PatchColor[]) yield { bytes: await encoded(colorPatch(label, edge)), label };
    else for (const label of DRAWN_SHAPES) for (let index = 0; index < each; index++) yield { bytes: await encoded(drawnShape(label, { seed, index }, edge)), label };
  }

  /** What a scripted camera sees at an index, as a file. Deterministic. */
  async frame(camera: Camera, index: number): Promise<Uint8Array> {
    const { scene, motion } = cameraFrame(camera, index);
    const { pixels } = await renderScene(scene, this.image.edge, this.art, motion);
    return encodeImage({ pixels, width: this.image.edge, height: this.image.edge }, this.image.format);
  }

  /** The same pictures one by one, with everything that truth.jsonl says. */
  maker(request: Omit<SceneRequest, 'count'>): PictureMaker {
    return {
      picture: async (index) => {
        const { bytes, scene, truth } = await this.scene(request, index);
        const { objects, background, time, weather, quality, caption } = truth;
        return { bytes, truth: { seed: request.seed, index, objects, background, time, weather, quality, artist: scene.artist, caption } };
      },
    };
  }

  /** Divides a render among processes so that every drawing is rasterised by one of them: pictures go by artist and main object. */
  shares(request: Omit<SceneRequest, 'count'>, count: number, parts: number): number[][] {
    const shares: number[][] = Array.from({ length: parts }, () => []);
    for (let index = 0; index < count; index++) {
      const { artist, objects } = this.describe(request, index);
      shares[objects.length ? checksum(`${artist}/${objects[0]}`) % parts : index % parts].push(index);
    }
    return shares;
  }

  /** For evaluation: the caption is the fullest of four, so that few other pictures fit it. */
  async *scenes(request: SceneRequest): AsyncGenerator<EvaluationScene> {
    const ahead: Promise<EvaluationScene>[] = [];
    for (let index = 0; index < request.count; index++) {
      ahead.push(this.described(request, index));
      if (ahead.length >= 4) yield (await ahead.shift()) as EvaluationScene;
    }
    for (const scene of ahead) yield await scene;
  }
}

const checksum = (text: string): number => [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7);
