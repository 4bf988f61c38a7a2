import type { Clock, ImageSource, IncomingImage, Logger, MessageLog, StateStore } from '@conceptwatch/ports';
import { DeliveryLedger } from './delivery-ledger';
import { parseImageId } from './file-identity';
import { type FileSelection, selectFiles } from './file-selection';
import { FolderDelivery } from './folder-delivery';
import { FolderFollower, type FollowerParts } from './folder-follower';
import type { OnUnreadable } from './folder-walk';
import { SeenFiles } from './seen-files';

export interface FolderSourceOptions {
  /** Unique among all sources. */
  name: string;
  /** A folder, a file or a glob such as `photos/*.jpg`. */
  path: string;
  log: MessageLog;
  state: StateStore;
  clock: Clock;
  logger?: Logger;
  /** Goes on with files that arrive later. Default true; otherwise `finished()` resolves after what is there. */
  follow?: boolean;
  /** Whether images travel as `file:` references (default) or as bytes, for folders whose files soon disappear. */
  content?: 'reference' | 'bytes';
  /** Images that are made durable together. Default 256. */
  batchSize?: number;
  /** How long size and change time must stay the same before a file counts as written. Default 300 ms. */
  settleMs?: number;
  /** How often folders are looked through for what the system's notices missed. Default 10,000 ms. */
  rescanMs?: number;
  onUnreadable?: OnUnreadable;
}

/**
 * A folder that is followed: what is there in name order, then what arrives. Every state of every file is delivered
 * once, also across kill -9. Takes every regular file that is not hidden; the decoder refuses what is no image.
 */
export class FolderSource implements ImageSource {
  readonly name: string;
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly options: FolderSourceOptions) {
    this.name = options.name;
  }

  /** Resolves once the folder is found and the files delivered before are known. @throws when there is no such folder */
  async start(accept: (images: IncomingImage[]) => Promise<void>): Promise<void> {
    const { path, follow = true, settleMs = 300, rescanMs = 10_000, clock, logger } = this.options;
    const selection = selectFiles(path);
    const follower = new FolderFollower(await this.parts(selection, accept), { clock, follow, settleMs, rescanMs }, this.stopping.signal);
    this.running = follower.run();
    this.running.catch((error: unknown) => logger?.error('the folder is no longer followed', { source: this.name, path, error: String(error) }));
  }

  /** Ends after the batch in hand. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** Resolves when everything is delivered (without `follow`) or the source was stopped; rejects with what ended it otherwise. */
  finished(): Promise<void> {
    return this.running;
  }

  private async parts(selection: FileSelection, accept: (images: IncomingImage[]) => Promise<void>): Promise<FollowerParts> {
    const { log, state } = this.options;
    const seen = await SeenFiles.load(state, this.name);
    const ledger = new DeliveryLedger<Record<string, never>>(this.name, log, state);
    await ledger.recover(async (imageId) => {
      const identity = parseImageId(imageId);
      if (identity) await seen.add(identity);
    });
    return { selection, seen, ledger, delivery: new FolderDelivery(this.options, selection.root, accept, this.stopping.signal) };
  }
}
