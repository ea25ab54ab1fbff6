import type { Served } from './steady-load.ts';

/** What clients noticed during a stretch of time. */
export interface Phase {
  readonly requests: number;
  /** Answers 5xx, and requests without an answer. */
  readonly failed: readonly Served[];
  readonly p99: number;
  readonly slowest: number;
  /** The longest that an answer waited for the cache. */
  readonly cacheMs: number;
}

export function phaseOf(served: readonly Served[]): Phase {
  const tookMs = served.map((one) => one.tookMs).sort((one, other) => one - other);
  const at = (share: number) => tookMs[Math.min(tookMs.length - 1, Math.floor(tookMs.length * share))] ?? 0;
  const failed = served.filter(({ status }) => status === 0 || status >= 500);
  const cacheMs = Math.max(0, ...served.map((one) => one.cacheMs));
  return { requests: served.length, failed, p99: at(0.99), slowest: at(1), cacheMs };
}

/** `GET /api/users/7 503 DATABASE_UNAVAILABLE ×3`, one a line. */
export function failuresOf(failed: readonly Served[]): string {
  const counts = new Map<string, number>();
  for (const { what, status, code } of failed) {
    const name = `${what.replace(/\d+/g, ':n')} ${status} ${code}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => `  ${name} ×${count}\n`).join('');
}
