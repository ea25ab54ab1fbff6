/** Prints rows of shares under their columns, widest name first; `null` is a share that this rule has not. */
export function printAlarms(
  title: string,
  columns: readonly string[],
  rows: readonly (readonly [string, readonly (number | null)[]])[],
): void {
  const width = Math.max(...rows.map(([name]) => name.length));
  const wide = Math.max(7, ...columns.map((column) => column.length + 2));
  console.log(`\n${title}`);
  console.log(`  ${' '.repeat(width)}${columns.map((column) => column.padStart(wide)).join('')}`);
  for (const [name, shares] of rows) {
    const cells = shares.map((share) => (share === null ? '–' : share.toFixed(3)).padStart(wide));
    console.log(`  ${name.padEnd(width)}${cells.join('')}`);
  }
}

/** Share of the answers that are true. */
export function shareOf(answers: readonly boolean[]): number {
  return answers.filter(Boolean).length / answers.length;
}
