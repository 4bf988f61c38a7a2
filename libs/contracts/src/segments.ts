/**
 * How an image's segment is found, so that like is compared with like: by day with the baseline's day. 'metadata': what the
 * sender said (header x-segment, metadata key "segment"); 'hour': by the hour of its time.
 */
export type SegmentRule = { by: 'metadata' } | { by: 'hour'; utcOffsetMinutes: number; starts: { segment: string; hour: number }[] };

/** Images of a baseline that belong to one segment; segments follow one another. */
export interface BaselineSegment {
  name: string;
  images: number;
}

const HOURS = /^(?<starts>[^@]+)(?:@(?<sign>[+-])(?<hours>\d\d):(?<minutes>\d\d))?$/;

/**
 * Reads a rule as people write it: "" (none), "metadata", or hours with an offset from UTC.
 *
 * @throws RangeError that says what is wrong
 * @example parseSegmentRule('day=6,night=20@+01:00') // { by: 'hour', utcOffsetMinutes: 60, starts: [{ segment: 'day', hour: 6 }, { segment: 'night', hour: 20 }] }
 */
export function parseSegmentRule(text: string): SegmentRule | undefined {
  if (text === '') return undefined;
  if (text === 'metadata') return { by: 'metadata' };
  const { starts, sign, hours = '0', minutes = '0' } = HOURS.exec(text)?.groups ?? {};
  const read = (starts ?? '').split(',').map((part) => /^(?<segment>[^=]+)=(?<hour>\d{1,2})$/.exec(part.trim())?.groups);
  const found = read.flatMap((groups) => (groups && Number(groups.hour) < 24 ? [{ segment: groups.segment, hour: Number(groups.hour) }] : []));
  if (found.length < 2 || found.length !== read.length) throw new RangeError(`"${text}" is no rule for segments: write "metadata", or at least two names with the hour at which they begin, such as "day=6,night=20" or "day=6,night=20@+01:00"`);
  found.sort((a, b) => a.hour - b.hour);
  return { by: 'hour', utcOffsetMinutes: (sign === '-' ? -1 : 1) * (60 * Number(hours) + Number(minutes)), starts: found };
}

/**
 * The segment of an image; '' where there is no rule.
 *
 * @example segmentOf(parseSegmentRule('day=6,night=20'), { at: Date.UTC(2026, 0, 1, 3) }) // 'night'
 */
export function segmentOf(rule: SegmentRule | undefined, { at, segment }: { at: number; segment?: string }): string {
  if (!rule) return '';
  if (rule.by === 'metadata') return segment ?? '';
  const hour = ((at / 3_600_000 + rule.utcOffsetMinutes / 60) % 24 + 24) % 24;
  const begun = rule.starts.filter((start) => start.hour <= hour);
  return (begun.length ? begun : rule.starts)[(begun.length || rule.starts.length) - 1].segment;
}

/** The segments of a baseline whose images lie in folders, one for each segment; undefined when some lie in none. */
export function segmentsOfFolders(files: readonly string[]): BaselineSegment[] | undefined {
  const segments: BaselineSegment[] = [];
  for (const file of files) {
    const [folder, ...rest] = file.split('/');
    if (rest.length === 0) return undefined;
    const last = segments[segments.length - 1];
    if (last?.name === folder) last.images++;
    else segments.push({ name: folder, images: 1 });
  }
  return segments.length > 0 ? segments : undefined;
}
