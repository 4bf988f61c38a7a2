import type { StoredDriftEvent } from '@conceptwatch/ports';

/** What one shard's checkpoint holds. */
export interface ShardState {
  /** Highest offset in images.v1 that is counted: what is at or below it is a duplicate. */
  lastOrigin: number;
  streams: StreamState[];
  /** Events that came with this checkpoint; they are published again after a crash, which changes nothing. */
  events: StoredDriftEvent[];
}

export interface StreamState {
  stream: string;
  scaleDigest: string;
  baselineId: string;
  images: number;
  lastImageAt: number;
  monitor: Uint8Array;
}

const FORMAT = 'conceptwatch-drift/1';

/** A checkpoint that this build cannot read: it is never silently replaced by an empty one. */
export class UnreadableCheckpoint extends Error {
  readonly code = 'unreadable_checkpoint';
  readonly retriable = false;
}

/** JSON header with lengths, then the monitors' own states, which are opaque here. */
export function encodeShard(state: ShardState): Uint8Array {
  const header = {
    format: FORMAT,
    lastOrigin: state.lastOrigin,
    events: state.events,
    streams: state.streams.map(({ monitor, ...rest }) => ({ ...rest, bytes: monitor.length })),
  };
  const head = new TextEncoder().encode(JSON.stringify(header));
  const size = state.streams.reduce((sum, { monitor }) => sum + monitor.length, 4 + head.length);
  const out = new Uint8Array(size);
  new DataView(out.buffer).setUint32(0, head.length, true);
  out.set(head, 4);
  let at = 4 + head.length;
  for (const { monitor } of state.streams) {
    out.set(monitor, at);
    at += monitor.length;
  }
  return out;
}

/** @throws UnreadableCheckpoint */
export function decodeShard(bytes: Uint8Array): ShardState {
  try {
    const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))) as Omit<ShardState, 'streams'> & {
      format: string;
      streams: (Omit<StreamState, 'monitor'> & { bytes: number })[];
    };
    if (header.format !== FORMAT) throw new Error(`its format is "${header.format}", this build reads "${FORMAT}"`);
    let at = 4 + length;
    const streams = header.streams.map(({ bytes: size, ...rest }) => {
      const monitor = new Uint8Array(bytes.subarray(at, at + size));
      at += size;
      if (monitor.length !== size) throw new Error(`the state of stream ${rest.stream} is cut short`);
      return { ...rest, monitor };
    });
    return { lastOrigin: header.lastOrigin, events: header.events, streams };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UnreadableCheckpoint(`The drift checkpoint cannot be read: ${reason}. Restore the backup, or reset the stream on purpose.`, { cause });
  }
}
