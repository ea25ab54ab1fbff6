import { goDurationSeconds } from '../ingest/go-duration.ts';

/** k6's own limits of set-up and teardown where a script sets none. */
const DEFAULT_TIMEOUT_SECONDS = 60;
/** For the start of k6, and its last samples. */
const GRACE_SECONDS = 60;
/** A plan whose length is not known is given the longest that Node can wait, 24 days. */
const LONGEST_SECONDS = 2 ** 31 / 1000 - 1;

/** Seconds after which a k6 that still runs is stuck. `options`: what `k6 inspect --execution-requirements` printed. */
export function deadlineSeconds(options: unknown): number {
  const planned = durationOf(options, 'totalDuration', Number.POSITIVE_INFINITY);
  const around =
    durationOf(options, 'setupTimeout', DEFAULT_TIMEOUT_SECONDS) +
    durationOf(options, 'teardownTimeout', DEFAULT_TIMEOUT_SECONDS);
  return Math.min(LONGEST_SECONDS, planned + around + GRACE_SECONDS);
}

function durationOf(options: unknown, name: string, otherwise: number): number {
  const value =
    typeof options === 'object' && options !== null ? Object.entries(options).find(([key]) => key === name) : null;
  const seconds = goDurationSeconds(String(value?.[1]));
  return Number.isNaN(seconds) ? otherwise : seconds;
}
