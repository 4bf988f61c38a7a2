import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PictureBook } from '@conceptwatch/composition';
import { RunningService, temporaryFolder } from '../e2e/running-service';

const TRAINING_IMAGES = 200;
const BANK = 'name: weather\nconcepts: [snow, fog, rain, night, sunset, beach, forest, kitchen, blur, dog, cat, car]\n';
const WORLD = 4_100_000;

/** A real service on the bundled models that waits for posted pictures of the picture-book world. */
export class PictureService {
  private constructor(
    readonly service: RunningService,
    private readonly folder: ReturnType<typeof temporaryFolder>,
    private readonly book: PictureBook,
  ) {}

  static async start(): Promise<PictureService> {
    const folder = temporaryFolder();
    const book = new PictureBook({ edge: 112, format: 'jpeg' });
    const train = join(folder.path, 'train');
    mkdirSync(train);
    for (let i = 0; i < TRAINING_IMAGES; i++) writeFileSync(join(train, `${i}.jpg`), (await book.scene({ seed: WORLD }, i)).bytes);
    writeFileSync(join(folder.path, 'bank.yaml'), BANK);
    const service = await RunningService.watch(['--baseline', train, '--source', 'http', '--stream', 'harbour', '--bank', join(folder.path, 'bank.yaml'), '--window', '100', '--admin.folders', train], join(folder.path, 'data'));
    return new PictureService(service, folder, book);
  }

  /** Posts pictures of the world; with a shift, that share of them shows it. */
  async post(count: number, shift: Record<string, number> = {}): Promise<void> {
    const first = Object.keys(shift).length ? 20_000 : 10_000;
    for (let i = 0; i < count; i++) {
      const { bytes } = await this.book.scene({ seed: WORLD, shift }, first + i);
      const { status } = await this.service.post('harbour', bytes, { 'x-source': 'gate-3' });
      if (status !== 202) throw new Error(`picture ${i} was answered with ${status}`);
    }
  }

  async stop(): Promise<void> {
    await this.service.program.kill();
    this.folder.remove();
  }
}
