/** Where in the map somebody looks. */
export interface Place {
  row: number;
  /** Point in time; null is the newest. */
  column: number | null;
}

const PAGE = 10;

/** Where a key leads in the map; undefined for keys that mean nothing here. */
export function placeAfter(key: string, { row, column }: Place, rows: number, columns: number): Place | undefined {
  const toRow = (next: number): Place => ({ row: Math.max(0, Math.min(rows - 1, next)), column });
  const from = column ?? columns - 1;
  switch (key) {
    case 'ArrowDown':
      return toRow(row + 1);
    case 'ArrowUp':
      return toRow(row - 1);
    case 'PageDown':
      return toRow(row + PAGE);
    case 'PageUp':
      return toRow(row - PAGE);
    case 'Home':
      return toRow(0);
    case 'End':
      return toRow(rows - 1);
    case 'ArrowLeft':
      return { row, column: Math.max(0, from - 1) };
    case 'ArrowRight':
      return { row, column: Math.min(columns - 1, from + 1) };
    default:
      return undefined;
  }
}
