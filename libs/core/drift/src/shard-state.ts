const MAGIC = 0x44574343; // "CCWD"
const VERSION = 2;

/** All numbers of a shard's monitor, by name. Lists of arrays have one entry per concept. */
export interface ShardNumbers {
  images: number;
  window: number;
  evidenceSize: number;
  evidence: Float64Array[];
  windows: Int32Array[];
  alarms: Float64Array;
  history: { taken: number; begunAt: Float64Array; positions: Float64Array; times: Float64Array; passed: Uint8Array };
  thinning: Uint8Array;
}

/**
 * Lays the numbers out in one block, little-endian: magic, version, then sections of doubles, 32-bit integers and bytes.
 */
export function packShard({ images, window, evidenceSize, evidence, windows, alarms, history, thinning }: ShardNumbers): Uint8Array {
  const header = Float64Array.of(images, window, evidenceSize, windows.length, alarms.length, history.taken, history.positions.length, thinning.length);
  const lengths = Float64Array.from(windows, ({ length }) => length);
  const parts = [header, ...evidence, alarms, lengths, history.begunAt, history.positions, history.times, ...windows, history.passed, thinning];
  const out = new Uint8Array(8 + parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  const head = new DataView(out.buffer);
  head.setUint32(0, MAGIC, true);
  head.setUint32(4, VERSION, true);
  let at = 8;
  for (const part of parts) {
    out.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += part.byteLength;
  }
  return out;
}

/** @throws RangeError for bytes of another kind, version or length: state is never guessed at */
export function unpackShard(bytes: Uint8Array): ShardNumbers {
  const copy = new Uint8Array(bytes);
  const head = new DataView(copy.buffer);
  if (copy.length < 72 || head.getUint32(0, true) !== MAGIC) throw new RangeError('these bytes are no drift monitor state');
  const version = head.getUint32(4, true);
  if (version !== VERSION)
    throw new RangeError(`the drift monitor state has version ${version}; this build reads version ${VERSION}: start the stream anew, or replay it from the log`);
  let at = 8;
  const take = (count: number) => {
    if (!(at + count <= copy.length)) throw new RangeError('the drift monitor state is cut short');
    return copy.slice(at, (at += count)).buffer;
  };
  const doubles = (count: number) => new Float64Array(take(8 * count));
  const [images, window, evidenceSize, concepts, alarmNumbers, taken, remembered, thinningBytes] = doubles(8);
  const evidence = Array.from({ length: concepts }, () => doubles(evidenceSize));
  const alarms = doubles(alarmNumbers);
  const lengths = doubles(concepts);
  const [begunAt, positions, times] = [doubles(concepts), doubles(remembered), doubles(remembered)];
  const windows = Array.from(lengths, (length) => new Int32Array(take(4 * length)));
  const passed = new Uint8Array(take(concepts * remembered));
  const thinning = new Uint8Array(take(thinningBytes));
  if (at !== copy.length) throw new RangeError(`the drift monitor state has ${copy.length - at} bytes too many`);
  return { images, window, evidenceSize, evidence, windows, alarms, history: { taken, begunAt, positions, times, passed }, thinning };
}
