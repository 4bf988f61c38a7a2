import type { Clock, ImageSource, IncomingImage, Logger, MessageLog, StateStore } from '@conceptwatch/ports';
import { DeliveryLedger } from './delivery-ledger';
import { deliverPatiently, pause } from './patient-delivery';

export interface CameraSourceOptions {
  /** Name of the camera, unique among all sources. */
  name: string;
  /** The image of an index, counted from 0; undefined ends the film. Must give the same image for the same index. */
  frame: (index: number) => Promise<Uint8Array | undefined>;
  imagesPerSecond: number;
  contentType?: string;
  log: MessageLog;
  state: StateStore;
  clock: Clock;
  logger?: Logger;
}

const SAVE_EVERY_MS = 1_000;

/** A camera that makes its images itself, at a steady rate. After a restart it goes on with the first image that did not become durable. */
export class CameraSource implements ImageSource {
  readonly name: string;
  private readonly stopping = new AbortController();
  private readonly ledger: DeliveryLedger<{ next: number }>;
  private running: Promise<void> = Promise.resolve();
  private next = 0;
  private savedAt = 0;

  constructor(private readonly options: CameraSourceOptions) {
    this.name = options.name;
    this.ledger = new DeliveryLedger(options.name, options.log, options.state);
  }

  /** Resolves once the camera runs. */
  async start(accept: (images: IncomingImage[]) => Promise<void>): Promise<void> {
    const idPrefix = `${this.name}-`;
    const cursor = await this.ledger.recover((imageId) => {
      const index = imageId.startsWith(idPrefix) ? Number(imageId.slice(idPrefix.length)) : NaN;
      if (Number.isSafeInteger(index)) this.next = Math.max(this.next, index + 1);
    });
    this.next = Math.max(this.next, cursor?.next ?? 0);
    this.running = this.film(accept);
    this.running.catch((error: unknown) => this.options.logger?.error('the camera stopped', { source: this.name, error: String(error) }));
  }

  /** Ends after the image in hand. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** Resolves when the film is over or the camera was stopped; rejects with what ended it otherwise. */
  finished(): Promise<void> {
    return this.running;
  }

  private async film(accept: (images: IncomingImage[]) => Promise<void>): Promise<void> {
    const { clock, imagesPerSecond, frame } = this.options;
    const { signal } = this.stopping;
    let dueAt = clock.monotonic();
    while (!signal.aborted) {
      const bytes = await frame(this.next);
      if (!bytes) break;
      await pause(dueAt - clock.monotonic(), signal);
      if (signal.aborted || !(await deliverPatiently(() => accept([this.toImage(bytes)]), this.name, signal, this.options.logger))) break;
      this.next++;
      await this.saveNowAndThen();
      // A camera that fell behind does not hurry to catch up: its images are of now.
      dueAt = Math.max(dueAt + 1_000 / imagesPerSecond, clock.monotonic());
    }
    await this.ledger.save({ next: this.next });
  }

  private toImage(bytes: Uint8Array): IncomingImage {
    const { contentType, clock } = this.options;
    return { imageId: `${this.name}-${this.next}`, source: this.name, capturedAt: clock.now(), contentType, content: { bytes }, metadata: { index: String(this.next) } };
  }

  private async saveNowAndThen(): Promise<void> {
    const now = this.options.clock.monotonic();
    if (now - this.savedAt < SAVE_EVERY_MS) return;
    this.savedAt = now;
    await this.ledger.save({ next: this.next });
  }
}
