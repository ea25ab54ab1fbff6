/** A logarithmic scale from 0 to 100 between the powers of ten around what it has to show. */
export interface LogScale {
  readonly low: number;
  readonly high: number;
  /** Where a value lies, to a tenth; what lies outside is at the end. */
  place(value: number): number;
}

/** The scale for some values; those that are not positive have no place of their own. */
export function logScale(values: readonly number[]): LogScale {
  const powers = values.filter((value) => value > 0).map((value) => Math.log10(value));
  const from = powers.length === 0 ? 0 : Math.floor(Math.min(...powers));
  const until = powers.length === 0 ? 1 : Math.max(from + 1, Math.ceil(Math.max(...powers)));
  return {
    low: powerOfTen(from),
    high: powerOfTen(until),
    place(value) {
      const share = value > 0 ? (Math.log10(value) - from) / (until - from) : 0;
      return Number((100 * Math.min(1, Math.max(0, share))).toFixed(1));
    },
  };
}

/** Exact as text: 10 ** -5 is 0.000009999999999999999. */
function powerOfTen(exponent: number): number {
  return Number(`1e${exponent}`);
}
