/** A sample in rising order, as a copy. */
export function sorted(values: readonly number[]): Float64Array {
  return Float64Array.from(values).sort();
}

/** The q-quantile of a sorted sample, 0 ≤ q ≤ 1: type 7 of Hyndman & Fan (1996), as NumPy. RangeError without values. */
export function sortedQuantile(ascending: Float64Array, q: number): number {
  const rank = q * (ascending.length - 1);
  const lower = ascending[Math.floor(rank)];
  const upper = ascending[Math.ceil(rank)];
  if (lower === undefined || upper === undefined)
    throw new RangeError(`no ${q}-quantile of ${ascending.length} values`);
  return lower + (rank - Math.floor(rank)) * (upper - lower);
}

/** The median of a sample in any order. RangeError without values. */
export function median(values: readonly number[]): number {
  return sortedQuantile(sorted(values), 0.5);
}
