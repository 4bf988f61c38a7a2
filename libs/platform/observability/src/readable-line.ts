const NAMES: Record<number, string> = { 20: 'debug', 30: 'info ', 40: 'warn ', 50: 'ERROR' };
const COLOURS: Record<number, string> = { 20: '2', 40: '33', 50: '31' };
/** What pino adds to every line and people do not need. */
const HIDDEN = new Set(['level', 'time', 'msg', 'pid', 'hostname', 'error', 'service']);
// Control characters, C1 included, and the Unicode line separators: nobody writes a second line through a field.
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

const safe = (text: string): string => text.replace(CONTROL, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Turns one JSON line of the logger into one line for people; only the stack of an error takes more. */
export function toReadableLine(json: string, isColoured: boolean): string {
  const entry = JSON.parse(json) as Record<string, unknown> & { level: number; time: number; msg?: string; error?: { message?: string; stack?: string } };
  const time = new Date(entry.time).toISOString().slice(11, 19);
  const fields = Object.entries(entry).filter(([key]) => !HIDDEN.has(key));
  const shown = fields.map(([key, value]) => `${key}=${safe(typeof value === 'string' ? value : JSON.stringify(value))}`).join(' ');
  const dim = isColoured && shown ? `\u001b[2m${shown}\u001b[0m` : shown;
  const name = NAMES[entry.level] ?? String(entry.level);
  const level = isColoured && COLOURS[entry.level] ? `\u001b[${COLOURS[entry.level]}m${name}\u001b[0m` : name;
  const stack = entry.error ? `\n${(entry.error.stack ?? entry.error.message ?? '').split('\n').map((line) => `    ${safe(line)}`).join('\n')}` : '';
  return `${time} ${level} ${safe(entry.msg ?? '')}${dim ? `  ${dim}` : ''}${stack}\n`;
}
