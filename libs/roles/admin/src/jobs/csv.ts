/** What a spreadsheet would run as a formula when it opens the file (CWE-1236). */
const FORMULA = /^[=+\-@\t\r\n]/;

/**
 * Rows as CSV (RFC 4180). Text that a spreadsheet would take for a formula gets an apostrophe in front; numbers stay numbers.
 *
 * @example
 * toCsv([['file', 'score'], ['=cmd()', -1]]); // "file,score\r\n'=cmd(),-1\r\n"
 */
export function toCsv(rows: (string | number | null)[][]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
