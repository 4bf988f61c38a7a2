/** What a sample's JSON tells about its image. */
export interface Sidecar {
  capturedAt?: number;
  source?: string;
}

const TIMES = ['captured_at', 'timestamp', 'time', 'datetime'] as const;
const SOURCES = ['source', 'camera', 'camera_id'] as const;
/** Below this a number means seconds: in milliseconds it would lie in 1973 or before. */
const SECONDS_BELOW = 1e11;

/** Reads time and camera from a sample's JSON; JSON that says neither, or is none, says nothing. */
export function readSidecar(bytes: Uint8Array): Sidecar {
  let fields: Record<string, unknown>;
  try {
    const parsed = JSON.parse(new TextDecoder().decode(bytes)) as unknown;
    if (typeof parsed !== 'object' || parsed === null) return {};
    fields = parsed as Record<string, unknown>;
  } catch {
    return {};
  }
  const capturedAt = TIMES.map((name) => timeOf(fields[name])).find((time) => time !== undefined);
  const source = SOURCES.map((name) => fields[name]).find((value): value is string => typeof value === 'string' && value !== '');
  return { ...(capturedAt === undefined ? {} : { capturedAt }), ...(source === undefined ? {} : { source: source.slice(0, 256) }) };
}

/** Milliseconds since the epoch of a date, of ISO text, of seconds or of milliseconds; undefined for anything else. */
export function timeOf(value: unknown): number | undefined {
  if (value instanceof Date) return Number.isFinite(value.getTime()) ? value.getTime() : undefined;
  if (typeof value === 'bigint') return timeOf(Number(value));
  if (typeof value === 'number') return Number.isFinite(value) && value > 0 ? Math.round(value < SECONDS_BELOW ? value * 1000 : value) : undefined;
  if (typeof value !== 'string' || value === '') return undefined;
  const time = Date.parse(value);
  return Number.isFinite(time) ? time : undefined;
}
