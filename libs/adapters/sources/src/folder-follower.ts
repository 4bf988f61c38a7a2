import type { Clock } from '@conceptwatch/ports';
import type { DeliveryLedger } from './delivery-ledger';
import { identityOf, pathKey } from './file-identity';
import type { FileSelection } from './file-selection';
import type { FolderDelivery } from './folder-delivery';
import { type FoundFile, inspect, walk } from './folder-walk';
import { FolderWatch } from './folder-watch';
import { pause } from './patient-delivery';
import type { SeenFiles } from './seen-files';
import { SettlingFiles } from './settling-files';

export interface FollowerSettings {
  clock: Clock;
  follow: boolean;
  settleMs: number;
  rescanMs: number;
}

export interface FollowerParts {
  selection: FileSelection;
  seen: SeenFiles;
  ledger: DeliveryLedger<Record<string, never>>;
  delivery: FolderDelivery;
}

const SAVE_EVERY_MS = 1_000;

/** One run through a folder: what is there, then, when it follows, what arrives. */
export class FolderFollower {
  private readonly settling: SettlingFiles;
  private readonly watch: FolderWatch;
  private readonly arrived = new Set<string>();
  private wake = (): void => undefined;
  private savedAt = -Infinity;
  private rescanAt = Infinity;

  constructor(
    private readonly parts: FollowerParts,
    private readonly settings: FollowerSettings,
    private readonly signal: AbortSignal,
  ) {
    this.settling = new SettlingFiles(settings.settleMs);
    this.watch = new FolderWatch((path) => {
      this.arrived.add(path);
      this.wake();
    }, parts.delivery.unreadable);
  }

  async run(): Promise<void> {
    try {
      await this.look(this.parts.selection.root);
      this.planRescan(0);
      while (!this.signal.aborted && (this.settings.follow || this.settling.size > 0)) {
        await this.untilNoticed();
        for (const path of this.take()) await this.consider(path);
        await this.rescanWhenDue();
        await this.flush();
      }
    } finally {
      this.watch.close();
    }
    await this.save();
  }

  /** Looks through a folder and those below it. */
  private async look(folder: string): Promise<void> {
    const enter = async (path: string) => {
      if (this.settings.follow) await this.watch.add(path);
      return true;
    };
    await this.visit(walk(this.parts.selection, folder, enter, this.parts.delivery.unreadable), () => true);
  }

  /** Looks for new names in a folder whose watch may have missed some; folders below it have their own turn. */
  private async lookAgain(folder: string): Promise<void> {
    const enter = async (path: string) => {
      if (path !== folder && this.watch.has(path)) return false;
      await this.watch.add(path);
      return true;
    };
    await this.visit(walk(this.parts.selection, folder, enter, this.parts.delivery.unreadable), (path) => !this.parts.seen.hasPath(pathKey(path)));
  }

  private async visit(paths: AsyncGenerator<string>, isWanted: (path: string) => boolean): Promise<void> {
    for await (const path of paths) {
      if (this.signal.aborted) return;
      if (isWanted(path)) await this.consider(path);
    }
    await this.flush();
  }

  private async rescanWhenDue(): Promise<void> {
    const { follow, clock } = this.settings;
    const startedAt = clock.monotonic();
    if (!follow || startedAt < this.rescanAt) return;
    for (const folder of await this.watch.changedFolders()) await this.lookAgain(folder);
    this.planRescan(clock.monotonic() - startedAt);
  }

  /** Looking through large folders never takes more than a twentieth of the time. */
  private planRescan(tookMs: number): void {
    this.rescanAt = this.settings.clock.monotonic() + Math.max(this.settings.rescanMs, 20 * tookMs);
  }

  private async consider(path: string): Promise<void> {
    const { selection, seen, delivery } = this.parts;
    const found = await inspect(selection.root, path).catch((error: Error) => delivery.unreadable(path, error));
    if (found === 'folder') {
      if (!selection.isDeep || isHidden(path)) return;
      this.watch.drop(path);
      await this.look(path);
    } else if (!found) {
      this.watch.drop(path);
      this.settling.forget(path);
      await seen.forget(pathKey(path));
    } else if (selection.includes(path)) await this.considerFile(found);
  }

  private async considerFile(file: FoundFile): Promise<void> {
    const { seen, delivery } = this.parts;
    const identity = identityOf(file.path, file);
    if (seen.has(identity) || delivery.holds(file.path) || !this.settling.isSettled(file, this.settings.clock.now())) return;
    if (!(await delivery.add(file, identity))) seen.skip(identity);
    if (delivery.isFull) await this.flush();
  }

  private async flush(): Promise<void> {
    for (const identity of await this.parts.delivery.deliver()) await this.parts.seen.add(identity);
    const now = this.settings.clock.monotonic();
    if (now - this.savedAt < SAVE_EVERY_MS) return;
    this.savedAt = now;
    await this.save();
  }

  /** The files first: once the ledger has moved on, the log is not asked about them any more. */
  private async save(): Promise<void> {
    if (!(await this.parts.seen.save())) return;
    await this.parts.ledger.save({});
  }

  private take(): string[] {
    const paths = [...new Set([...this.settling.paths(), ...[...this.arrived].sort()])];
    this.arrived.clear();
    return paths;
  }

  private async untilNoticed(): Promise<void> {
    if (this.arrived.size > 0) return;
    const { settleMs, rescanMs } = this.settings;
    const noticed = new AbortController();
    this.wake = () => noticed.abort();
    await pause(this.settling.size > 0 ? settleMs : rescanMs, AbortSignal.any([noticed.signal, this.signal]));
    this.wake = () => undefined;
  }
}

const isHidden = (path: string): boolean => /(^|[\\/])\.[^\\/]*$/.test(path);
