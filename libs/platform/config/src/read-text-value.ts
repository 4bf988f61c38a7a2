import type { z } from 'zod';

export type TextValue = { ok: true; value: unknown } | { ok: false; problem: string };

/** Reads what an environment variable or a flag says as the schema wants it: text, number, true or false, list, JSON. */
export function readTextValue(text: string, schema: z.ZodType): TextValue {
  let problem = '';
  for (const candidate of candidatesOf(text)) {
    const parsed = schema.safeParse(candidate);
    if (parsed.success) return { ok: true, value: candidate };
    problem = parsed.error.issues.map(({ message }) => message).join('; ');
  }
  return { ok: false, problem };
}

/** From the most literal reading to the most interpreted one; the problem that is told is that of the last. */
function candidatesOf(text: string): unknown[] {
  const plain = text.trim();
  const items = plain === '' ? [] : plain.split(',').map((item) => item.trim());
  const json = /^[[{"]/.test(plain) ? jsonOf(plain) : undefined;
  return [text, ...(json === undefined ? [] : [json]), items, items.map((item) => scalarOf(item)), scalarOf(plain)];
}

function scalarOf(text: string): unknown {
  if (/^(true|yes|on)$/i.test(text)) return true;
  if (/^(false|no|off)$/i.test(text)) return false;
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
