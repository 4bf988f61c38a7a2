/**
 * The known words most like an unknown one, by edit distance with swaps of neighbours (optimal string alignment).
 *
 * @param word lower case
 * @returns at most `most` words, nearest first, none further than a third of the word's length (at least 1)
 * @example nearestWords('snwo', ['snow', 'show', 'dog'], 2) // ['snow', 'show']
 */
export function nearestWords(word: string, known: Iterable<string>, most = 3): string[] {
  const reach = Math.max(1, Math.ceil(word.length / 3));
  const near: { candidate: string; distance: number }[] = [];
  for (const candidate of known) {
    if (Math.abs(candidate.length - word.length) > reach) continue;
    const distance = editDistance(word, candidate);
    if (distance <= reach) near.push({ candidate, distance });
  }
  near.sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1));
  return near.slice(0, most).map(({ candidate }) => candidate);
}

/** Insertions, deletions, replacements and swaps of neighbours, each at cost 1. O(|a|·|b|). */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(previous[j] + 1, row[j - 1] + 1, replace);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    before = previous;
    previous = row;
  }
  return previous[b.length];
}
