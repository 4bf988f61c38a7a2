/** What is remembered of an alarm, per concept. Numbers only, so that it can be checkpointed as it is. */
export interface Alarm {
  direction: 1 | -1;
  /** The cut that moved, an index into the baseline's quantiles. */
  cut: number;
  /** Position and time of the image that decided it. */
  onsetPosition: number;
  onsetAt: number;
  /** Estimated change point. */
  sincePosition: number;
  since: number;
  /** The largest D seen while the alarm lasts. */
  peak: number;
  /** Images in a row with a D low enough for recovery. */
  calm: number;
  acknowledged: boolean;
  /** Share below the cut when half of the change is left; NaN where it was not measured. */
  halfway: number;
  /** Evidence that less than half of the change is left. */
  reverse: number;
}

const FIELDS = 12;

/** Packs alarms (undefined = none) as 12 numbers each. */
export function packAlarms(alarms: readonly (Alarm | undefined)[]): Float64Array {
  const out = new Float64Array(alarms.length * FIELDS);
  alarms.forEach((alarm, k) => {
    if (!alarm) return;
    const { direction, cut, onsetPosition, onsetAt, sincePosition, since, peak, calm, acknowledged, halfway, reverse } = alarm;
    out.set([1, direction, cut, onsetPosition, onsetAt, sincePosition, since, peak, calm, acknowledged ? 1 : 0, halfway, reverse], k * FIELDS);
  });
  return out;
}

export function unpackAlarms(packed: Float64Array): (Alarm | undefined)[] {
  return Array.from({ length: packed.length / FIELDS }, (_, k) => {
    const [present, direction, cut, onsetPosition, onsetAt, sincePosition, since, peak, calm, acknowledged, halfway, reverse] = packed.subarray(k * FIELDS);
    if (present !== 1) return undefined;
    return { direction: direction === 1 ? 1 : -1, cut, onsetPosition, onsetAt, sincePosition, since, peak, calm, acknowledged: acknowledged === 1, halfway, reverse };
  });
}
