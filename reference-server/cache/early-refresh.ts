/**
 * Whether a reader of a fresh value should have it loaded anew already: readers of a value that is soon to end draw lots, so that
 * one of them, most likely, refreshes it before all of them miss it. With `beta` 1 the probability is exp(−ttl / loadMs).
 * Source: Vattani, Chierichetti & Lowenstein (2015), "Optimal Probabilistic Cache Stampede Prevention", VLDB 8 (XFetch).
 */
export function isEarlyRefresh(ttlMs: number, loadMs: number, beta: number, draw: number): boolean {
  // 1 − draw lies in (0, 1], as the logarithm wants it.
  return -loadMs * beta * Math.log(1 - draw) >= ttlMs;
}
