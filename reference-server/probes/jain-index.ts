/**
 * How evenly something is shared: 1 where all have the same, 1/n where one has it all, 0 where nobody has anything.
 * Source: Jain, Chiu & Hawe (1984), DEC TR-301.
 */
export function jainIndex(shares: readonly number[]): number {
  const sum = shares.reduce((all, share) => all + share, 0);
  const squares = shares.reduce((all, share) => all + share ** 2, 0);
  return squares === 0 ? 0 : sum ** 2 / (shares.length * squares);
}
