const MAGIC = 0x44574343; // "CCWD"
const VERSION = 1;

export interface ShardNumbers {
  images: number;
  window: number;
  components: number;
  evidence: Float64Array[];
  windows: Int32Array[];
  alarms: Float64Array;
}

/** Lays the numbers of a monitor out in one block: header, evidence, alarms, window lengths, windows. Little-endian. */
export function packShard({ images, window, components, evidence, windows, alarms }: ShardNumbers): Uint8Array {
  const doubles = [Float64Array.of(images, window, components, windows.length, alarms.length), ...evidence, alarms, Float64Array.from(windows, (w) => w.length)];
  const size = 8 + doubles.reduce((sum, part) => sum + part.byteLength, 0) + windows.reduce((sum, part) => sum + part.byteLength, 0);
  const out = new Uint8Array(size);
  const header = new DataView(out.buffer);
  header.setUint32(0, MAGIC, true);
  header.setUint32(4, VERSION, true);
  let at = 8;
  for (const part of [...doubles, ...windows]) {
    out.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += part.byteLength;
  }
  return out;
}

/** @throws RangeError for bytes of another kind, version or length */
export function unpackShard(bytes: Uint8Array): ShardNumbers {
  const copy = new Uint8Array(bytes);
  const header = new DataView(copy.buffer);
  if (copy.length < 48 || header.getUint32(0, true) !== MAGIC) throw new RangeError('these bytes are no drift monitor state');
  const version = header.getUint32(4, true);
  if (version !== VERSION) throw new RangeError(`the drift monitor state has version ${version}; this build reads version ${VERSION}`);
  let at = 8;
  const doubles = (count: number) => {
    if (at + 8 * count > copy.length) throw new RangeError('the drift monitor state is cut short');
    const part = new Float64Array(copy.buffer, at, count);
    at += 8 * count;
    return part.slice();
  };
  const [images, window, components, concepts, alarmNumbers] = doubles(5);
  const evidence = Array.from({ length: concepts }, () => doubles(4 * components));
  const alarms = doubles(alarmNumbers);
  const lengths = doubles(concepts);
  const windows = Array.from(lengths, (length) => {
    if (at + 4 * length > copy.length) throw new RangeError('the drift monitor state is cut short');
    const part = new Int32Array(copy.buffer, at, length).slice();
    at += 4 * length;
    return part;
  });
  return { images, window, components, evidence, windows, alarms };
}
