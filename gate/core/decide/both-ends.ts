/**
 * Confidence with which an interval holds the true value, both ends together, where each end has the given one by itself: two of 95 % are an
 * interval of 90 %.
 */
export function bothEnds(eachEnd: number): number {
  return Number((2 * eachEnd - 1).toPrecision(12));
}
