/**
 * Whether a reader of a fresh value should have it loaded anew already: readers of a value that is soon to end draw lots, so that
 * one of them, most likely, refreshes it before all of them miss it. With `beta` 1 the probability is exp(−ttl / loadMs).
 * Source: Vattani, Chierichetti & Lowenstein (2015), "Optimal Probabilistic Cache Stampede Prevention", VLDB 8 (XFetch).
 */
export function isEarlyRefresh(ttlMs: number, loadMs: number, beta: number, draw: number): boolean {
  // 1 − draw lies in (0, 1], as the logarithm wants it.
  return -loadMs * beta * Math.log(1 - draw) >= ttlMs;
}

/** The largest −ln(1 − draw) that a number of 53 bits in [0, 1) can give. */
const LONGEST_LOT = 53 * Math.LN2;

/** So long before its end a value can be refreshed at the earliest: until then no lot needs to be drawn. 0 with `beta` 0. */
export function earliestRefreshMs(loadMs: number, beta: number): number {
  return loadMs * beta * LONGEST_LOT;
}
