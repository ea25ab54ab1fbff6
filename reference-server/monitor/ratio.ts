/** `null` where there is nothing to divide by: never 0. */
export function ratio(numerator: number, denominator: number): number | null {
  return denominator > 0 ? numerator / denominator : null;
}

/** The same in percent, for documents that print it so. */
export function percentOf(numerator: number, denominator: number): number | null {
  const share = ratio(numerator, denominator);
  return share === null ? null : share * 100;
}
