/** Keys whose text is never written, whatever their spelling. */
const SECRET_KEY = /(token|secret|password|passwd|authorization|cookie|api[-_]?key)$/i;
const SECRET_TEXT: [RegExp, string][] = [
  [/\bcw_[A-Za-z0-9_-]{20,}/g, 'cw_[redacted]'],
  [/\bBearer\s+[^\s,]+/gi, 'Bearer [redacted]'],
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:)[^\s/@]+@/gi, '$1[redacted]@'],
];
const DEEPEST = 5;
const LONGEST_TEXT = 8192;

/** Takes secrets out of a text: access tokens, bearer headers, passwords in URLs. */
export function withoutSecrets(text: string): string {
  const clean = SECRET_TEXT.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text);
  return clean.length > LONGEST_TEXT ? `${clean.slice(0, LONGEST_TEXT)}… (${clean.length} characters)` : clean;
}

/** Makes a value fit for a log line: errors become data, bytes become their length, secrets go. */
export function toLogValue(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return withoutSecrets(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'function' || typeof value === 'symbol') return String(value);
  if (value === null || typeof value !== 'object') return value;
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `<${value.byteLength} bytes>`;
  if (depth >= DEEPEST) return '…';
  if (value instanceof Error) return toLogError(value, depth);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((item) => toLogValue(item, depth + 1));
  return toLogFields(value as Record<string, unknown>, depth + 1);
}

export function toLogFields(fields: Record<string, unknown>, depth = 0): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, SECRET_KEY.test(key) && typeof value === 'string' ? '[redacted]' : toLogValue(value, depth)]),
  );
}

function toLogError(error: Error, depth: number): Record<string, unknown> {
  const { name, message, stack, cause, ...rest } = error as Error & Record<string, unknown>;
  return {
    name,
    message: withoutSecrets(message),
    ...toLogFields(rest, depth + 1),
    ...(cause === undefined ? {} : { cause: toLogValue(cause, depth + 1) }),
    ...(stack === undefined ? {} : { stack: withoutSecrets(stack) }),
  };
}
