import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { NormalEquationsState } from '@conceptwatch/core/alignment';
import { replaceFile } from './replace-file';

/** How far a fit came. */
export interface FitState {
  /** Training images looked at, refused ones included. */
  taken: number;
  refused: number;
  equations: NormalEquationsState;
}

/** Images between two writes: a write costs as much as embedding a few images. */
const EVERY = 2048;

/**
 * The file in which a fit leaves its normal equations, so that it can be interrupted. Memory and file are d_s² + d_s·d_t
 * doubles. It belongs to one piece of work, named by a key: encoders and training files.
 */
export class FitCheckpoint {
  private keptAt: number;

  private constructor(private readonly file: string, private readonly key: string, readonly restored: FitState | undefined) {
    this.keptAt = restored?.taken ?? 0;
  }

  /** Opens the checkpoint of a piece of work; what another one left there is not used. */
  static async open(file: string, key: string): Promise<FitCheckpoint> {
    const bytes = await readFile(file).catch(() => undefined);
    return new FitCheckpoint(file, key, bytes && stateOf(bytes, key));
  }

  /** Writes the state down when enough images came since the last time. */
  async keep(progress: Omit<FitState, 'equations'>, equations: () => Promise<NormalEquationsState>): Promise<void> {
    if (progress.taken - this.keptAt < EVERY) return;
    this.keptAt = progress.taken;
    await mkdir(path.dirname(this.file), { recursive: true });
    await replaceFile(this.file, serialize({ key: this.key, ...progress, equations: await equations() }));
  }

  /** The work is done. */
  async remove(): Promise<void> {
    await rm(this.file, { force: true });
  }
}

function stateOf(bytes: Uint8Array, key: string): FitState | undefined {
  try {
    const { key: written, ...state } = deserialize(bytes) as FitState & { key: string };
    return written === key ? state : undefined;
  } catch {
    return undefined;
  }
}
