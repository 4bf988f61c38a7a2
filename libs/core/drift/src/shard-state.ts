const MAGIC = 0x44574343; // "CCWD"
const VERSION = 3;

/** All numbers of a shard's monitor, by name. Lists of arrays have one entry per concept. */
export interface ShardNumbers {
  images: number;
  window: number;
  evidenceSize: number;
  evidence: Float64Array[];
  /** Evidence per concept of a state whose bets were others; undefined in a current one. */
  means: Float64Array | undefined;
  windows: Int32Array[];
  alarms: Float64Array;
  /** Undefined in a state from before it was kept: change points then begin with the migration. */
  history: { taken: number; begunAt: Float64Array; positions: Float64Array; times: Float64Array; passed: Uint8Array } | undefined;
  thinning: Uint8Array | undefined;
  dependence: Uint8Array | undefined;
}

type Complete = { [Name in keyof Omit<ShardNumbers, 'means'>]: NonNullable<ShardNumbers[Name]> };

/**
 * Lays the numbers out in one block, little-endian: magic, version, then sections of doubles, 32-bit integers and bytes.
 */
export function packShard({ images, window, evidenceSize, evidence, windows, alarms, history, thinning, dependence }: Complete): Uint8Array {
  const header = Float64Array.of(images, window, evidenceSize, windows.length, alarms.length, history.taken, history.positions.length, thinning.length, dependence.length);
  const lengths = Float64Array.from(windows, ({ length }) => length);
  const parts = [header, ...evidence, alarms, lengths, history.begunAt, history.positions, history.times, ...windows, history.passed, thinning, dependence];
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

/** @throws RangeError for bytes of another kind, version or length: state is never guessed at. Versions 1 and 2 migrate. */
export function unpackShard(bytes: Uint8Array): ShardNumbers {
  const head = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 48 || head.getUint32(0, true) !== MAGIC) throw new RangeError('these bytes are no drift monitor state');
  const version = head.getUint32(4, true);
  if (!(version >= 1 && version <= VERSION))
    throw new RangeError(`the drift monitor state has version ${version}; this build reads versions 1 to ${VERSION}: start the stream anew, or replay it from the log`);
  const reader = new Reader(bytes.slice(8));
  const numbers = version === 1 ? unpackFirst(reader) : version === 2 ? fromSecond(unpackLater(reader, 8)) : unpackLater(reader, 9);
  if (reader.left > 0) throw new RangeError(`the drift monitor state has ${reader.left} bytes too many`);
  return numbers;
}

/** @param fields numbers in front: 8 in version 2, which followed no dependence, 9 in version 3 */
function unpackLater(reader: Reader, fields: number): ShardNumbers {
  const [images, window, evidenceSize, concepts, alarmNumbers, taken, remembered, thinningBytes, dependenceBytes] = reader.doubles(fields);
  const evidence = Array.from({ length: concepts }, () => reader.doubles(evidenceSize));
  const alarms = reader.doubles(alarmNumbers);
  const lengths = reader.doubles(concepts);
  const [begunAt, positions, times] = [reader.doubles(concepts), reader.doubles(remembered), reader.doubles(remembered)];
  const windows = Array.from(lengths, (length) => reader.integers(length));
  const passed = reader.bytes(concepts * remembered);
  const thinning = reader.bytes(thinningBytes);
  const dependence = dependenceBytes === undefined ? undefined : reader.bytes(dependenceBytes);
  return { images, window, evidenceSize, evidence, means: undefined, windows, alarms, history: { taken, begunAt, positions, times, passed }, thinning, dependence };
}

/**
 * Until version 2 there were 120 bets on 15 cuts: the mean of their evidence goes on, spread over today's bets. Change
 * points then begin with the migration, and the alarms' cuts are today's nearest to theirs.
 */
function fromSecond({ evidence, alarms, ...rest }: ShardNumbers): ShardNumbers {
  const ten = Array.from({ length: alarms.length / OLD_FIELDS }, (_, k) => alarms.subarray(k * OLD_FIELDS, (k + 1) * OLD_FIELDS));
  const twelve = Float64Array.from(ten.flatMap((fields) => [fields[0], fields[1], NEAREST_CUT[fields[2]], ...fields.subarray(3), NaN, 0]));
  return { ...rest, evidence, means: Float64Array.from(evidence, (m) => m.reduce((a, b) => a + b, 0) / m.length), alarms: twelve, history: undefined };
}

const OLD_FIELDS = 10;
/** By cut of version 2 (1 %, thirteen evenly spaced, 99 %) the nearest one of version 3. */
const NEAREST_CUT = [1, 3, 4, 5, 6, 7, 7, 8, 9, 9, 10, 11, 12, 13, 15];

/** Version 1 kept M, CUSUM, start and time per component; its alarms did not know their cut (taken as the first). */
function unpackFirst(reader: Reader): ShardNumbers {
  const [images, window, components, concepts, alarmNumbers] = reader.doubles(5);
  const evidence = Array.from({ length: concepts }, () => reader.doubles(4 * components).slice(0, components));
  const old = reader.doubles(alarmNumbers);
  const alarms = new Float64Array(old.length);
  for (let at = 0; at < old.length; at += OLD_FIELDS) alarms.set([old[at], old[at + 1], 0, ...old.subarray(at + 2, at + 9)], at);
  const lengths = reader.doubles(concepts);
  const windows = Array.from(lengths, (length) => reader.integers(length));
  return fromSecond({ images, window, evidenceSize: components, evidence, means: undefined, windows, alarms, history: undefined, thinning: undefined, dependence: undefined });
}

/** Takes aligned copies from the front. */
class Reader {
  private at = 0;

  constructor(private readonly source: Uint8Array) {}

  get left(): number {
    return this.source.length - this.at;
  }

  bytes(count: number): Uint8Array {
    if (!(count <= this.left)) throw new RangeError('the drift monitor state is cut short');
    return this.source.slice(this.at, (this.at += count));
  }

  doubles(count: number): Float64Array {
    return new Float64Array(new Uint8Array(this.bytes(8 * count)).buffer);
  }

  integers(count: number): Int32Array {
    return new Int32Array(new Uint8Array(this.bytes(4 * count)).buffer);
  }
}
