import type { BankBaseline } from './bank-baseline';
import type { MonitorSettings, ScoredImage, Transition } from './monitor-types';
import { ShardMonitor } from './shard-monitor';

const MAGIC = 0x47574343; // "CCWG"

/** An image with the segment that it belongs to: day or night, a season, a line of products. */
export interface SegmentedImage extends ScoredImage {
  segment: string;
}

/**
 * One monitor per segment, each with the baseline of its own segment, so that like is compared with like: a window by
 * night is held against baseline images of the night.
 *
 * The promise is that of a single monitor: each monitor's evidence is on average at most the number of its own images, so
 * the sum over monitors at most the number of all images, and an alarm of any of them at the same threshold comes after
 * the budget on average. The bank baselines share δ.
 * @example
 * const of = (level) => new BankBaseline([Float64Array.from({ length: 100 }, (_, i) => level + i)]);
 * const monitor = new SegmentedMonitor(new Map([['day', of(0)], ['night', of(500)]]), { window: 50, budget: 1000, effectFloor: 0.2 });
 * monitor.update([{ imageId: 'one', position: 0, at: 0, segment: 'dusk' }], Float64Array.of(1)).unknown // 1
 */
export class SegmentedMonitor {
  private readonly monitors: Map<string, ShardMonitor>;
  /** Segment of the newest image; the first one at the start. */
  current: string;

  /** @param baselines one per segment; a stream without segments has one, under any name */
  constructor(
    baselines: ReadonlyMap<string, BankBaseline>,
    settings: MonitorSettings,
    monitors = new Map([...baselines].map(([segment, baseline]) => [segment, new ShardMonitor(baseline, settings)])),
  ) {
    if (baselines.size === 0) throw new RangeError('SegmentedMonitor requires the baseline of at least one segment');
    this.monitors = monitors;
    [this.current] = baselines.keys();
  }

  /**
   * Counts a micro-batch.
   *
   * @param scores images × concepts, row-major
   * @returns what began or ended, in the order of the images, and how many images belong to no segment of the baseline
   */
  update(images: readonly SegmentedImage[], scores: Float32Array | Float64Array): { transitions: (Transition & { segment: string })[]; unknown: number } {
    const K = scores.length / Math.max(1, images.length);
    const transitions: (Transition & { segment: string })[] = [];
    let unknown = 0;
    for (let from = 0; from < images.length; ) {
      const { segment } = images[from];
      let to = from + 1;
      while (to < images.length && images[to].segment === segment) to++;
      const monitor = this.monitors.get(segment);
      if (monitor) {
        this.current = segment;
        for (const transition of monitor.update(images.slice(from, to), scores.subarray(from * K, to * K))) transitions.push({ ...transition, segment });
      } else unknown += to - from;
      from = to;
    }
    return { transitions, unknown };
  }

  of(segment: string): ShardMonitor | undefined {
    return this.monitors.get(segment);
  }

  get segments(): string[] {
    return [...this.monitors.keys()];
  }

  /** The monitor that has a concept in alarm: of the current segment before others. */
  inAlarm(concept: number): ShardMonitor | undefined {
    return [this.current, ...this.monitors.keys()].map((segment) => this.monitors.get(segment)).find((monitor) => monitor?.snapshot(concept).alarm !== undefined);
  }

  /** Of a single segment the state of its monitor; of several a header and each one's state. */
  toState(): Uint8Array {
    const states = [...this.monitors].map(([segment, monitor]) => ({ segment, state: monitor.toState() }));
    if (states.length === 1) return states[0].state;
    const header = new TextEncoder().encode(JSON.stringify({ current: this.current, segments: states.map(({ segment, state }) => ({ segment, bytes: state.length })) }));
    const out = new Uint8Array(states.reduce((sum, { state }) => sum + state.length, 8 + header.length));
    const head = new DataView(out.buffer);
    head.setUint32(0, MAGIC, true);
    head.setUint32(4, header.length, true);
    out.set(header, 8);
    let at = 8 + header.length;
    for (const { state } of states) {
      out.set(state, at);
      at += state.length;
    }
    return out;
  }

  /** @throws RangeError when the state has other segments than the baseline: state is never silently reset */
  static fromState(bytes: Uint8Array, baselines: ReadonlyMap<string, BankBaseline>, settings: MonitorSettings): SegmentedMonitor {
    const { current, states } = unpack(bytes, [...baselines.keys()]);
    const monitors = new Map([...baselines].map(([segment, baseline]) => [segment, ShardMonitor.fromState(states.get(segment) as Uint8Array, baseline, settings)]));
    const monitor = new SegmentedMonitor(baselines, settings, monitors);
    monitor.current = current;
    return monitor;
  }
}

function unpack(bytes: Uint8Array, expected: readonly string[]): { current: string; states: Map<string, Uint8Array> } {
  const head = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isSegmented = bytes.length >= 8 && head.getUint32(0, true) === MAGIC;
  if (!isSegmented && expected.length === 1) return { current: expected[0], states: new Map([[expected[0], bytes]]) };
  if (!isSegmented) throw new RangeError(`the drift monitor state has no segments, the baseline has ${expected.join(', ')}: reset the stream on purpose, or replay it`);
  const length = head.getUint32(4, true);
  const { current, segments } = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as { current: string; segments: { segment: string; bytes: number }[] };
  const found = segments.map(({ segment }) => segment);
  if (found.join() !== expected.join()) throw new RangeError(`the drift monitor state has the segments ${found.join(', ')}, the baseline has ${expected.join(', ')}: reset the stream on purpose, or replay it`);
  let at = 8 + length;
  return { current, states: new Map(segments.map(({ segment, bytes: size }) => [segment, bytes.slice(at, (at += size))])) };
}
