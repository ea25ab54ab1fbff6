/** The candidate closest to a mistyped word, or `undefined` when none is near enough (a third of its letters) to be meant. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const scored = candidates
    .map((candidate) => ({ candidate, distance: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((one, other) => one.distance - other.distance)[0];
  if (scored === undefined || scored.distance > Math.max(1, Math.ceil(scored.candidate.length / 3))) return undefined;
  return scored.candidate;
}

/** ` Did you mean "load"?`, or nothing. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const guess = nearest(word, candidates);
  return guess === undefined ? '' : ` Did you mean "${guess}"?`;
}

/**
 * Insertions, deletions, substitutions and swaps of neighbours that turn one word into the other. Source: optimal string
 * alignment after Damerau (1964), Commun. ACM 7, 171–176.
 */
export function editDistance(from: string, to: string): number {
  const rows = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  const at = (line: number, column: number): number => rows[line]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let line = 1; line <= from.length; line += 1) {
    rows.push([line]);
    for (let column = 1; column <= to.length; column += 1) {
      const isSwap = from[line - 1] === to[column - 2] && from[line - 2] === to[column - 1];
      const distance = Math.min(
        at(line - 1, column - 1) + (from[line - 1] === to[column - 1] ? 0 : 1),
        at(line - 1, column) + 1,
        at(line, column - 1) + 1,
        isSwap ? at(line - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
      rows[line]?.push(distance);
    }
  }
  return at(from.length, to.length);
}
