/** A share as the documents print it: `73.50%`; of nothing, `0.00%`. */
export function asPercent(part: number, whole: number): string {
  return `${(whole === 0 ? 0 : (part / whole) * 100).toFixed(2)}%`;
}
