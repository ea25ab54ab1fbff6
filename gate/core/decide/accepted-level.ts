import type { MetricName } from '../model/comparison-record.ts';
import type { Acceptance } from '../model/history.ts';

/** An acceptance that counts no more. A date alone holds until its end. */
export function isExpired({ until }: Acceptance, now: string): boolean {
  if (until === null) return false;
  return until.length === DATE_LENGTH ? until < now.slice(0, DATE_LENGTH) : until < now;
}

const DATE_LENGTH = '2026-11-21'.length;

/** Those of one metric of one benchmark, oldest first. */
export function acceptancesOf(
  acceptances: readonly Acceptance[],
  benchmark: string,
  { metric, route }: MetricName,
): readonly Acceptance[] {
  return acceptances
    .filter((one) => one.benchmark === benchmark && one.metric === metric && one.route === route)
    .toSorted((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0));
}

/**
 * Position of the first run of the latest level that was accepted and still is, among runs that are oldest first; 0 where there is none. Ids of runs sort
 * by time, so a run that was since removed still has its place.
 */
export function acceptedFrom(runs: readonly string[], acceptances: readonly Acceptance[], now: string): number {
  const first = acceptances
    .filter((one) => !isExpired(one, now))
    .map(({ run }) => run)
    .toSorted()
    .at(-1);
  if (first === undefined) return 0;
  const position = runs.findIndex((id) => id >= first);
  return position === -1 ? runs.length : position;
}
