/**
 * p-values adjusted so that among all of them one is falsely small with at most that probability; order as given.
 * Source: Holm (1979), Scand. J. Stat. 6, 65–70.
 */
export function holm(pValues: readonly number[]): readonly number[] {
  const adjusted = new Array<number>(pValues.length);
  let largest = 0;
  rising(pValues).forEach((position, rank) => {
    largest = Math.max(largest, Math.min(1, (pValues[position] as number) * (pValues.length - rank)));
    adjusted[position] = largest;
  });
  return adjusted;
}

/**
 * p-values adjusted so that of those found small at most that share is false; order as given.
 * Source: Benjamini & Hochberg (1995), J. R. Stat. Soc. B 57, 289–300.
 */
export function benjaminiHochberg(pValues: readonly number[]): readonly number[] {
  const adjusted = new Array<number>(pValues.length);
  let smallest = 1;
  const order = rising(pValues);
  order.toReversed().forEach((position, fromLargest) => {
    smallest = Math.min(smallest, ((pValues[position] as number) * pValues.length) / (pValues.length - fromLargest));
    adjusted[position] = smallest;
  });
  return adjusted;
}

function rising(pValues: readonly number[]): readonly number[] {
  return pValues
    .map((_, position) => position)
    .sort((one, other) => (pValues[one] as number) - (pValues[other] as number));
}
