interface Row {
  concept: string;
  text: string;
  ks: (number | null)[];
}

/** Concepts by their largest D, those that move now first. */
export function strongestFirst<T extends Row>(rows: readonly T[]): T[] {
  const strength = ({ ks }: Row) => {
    const known = ks.filter((value): value is number => value !== null);
    return known.length ? Math.max(...known) + 2 * known[known.length - 1] : -1;
  };
  return [...rows].map((row) => ({ row, by: strength(row) })).sort((a, b) => b.by - a.by).map(({ row }) => row);
}

/** A single-hue scale that people with any colour vision can read; unknown is clear. */
export function heatColor(ks: number | null, dark: boolean): [number, number, number, number] {
  if (ks === null) return [0, 0, 0, 0];
  const t = Math.min(1, Math.max(0, (ks - 0.04) / 0.46)) ** 0.8;
  const [from, to] = dark ? [[27, 35, 52], [255, 190, 92]] : [[238, 242, 250], [24, 60, 148]];
  return [from[0] + (to[0] - from[0]) * t, from[1] + (to[1] - from[1]) * t, from[2] + (to[2] - from[2]) * t, 255];
}
