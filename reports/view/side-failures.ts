import type { ComparisonRecord } from '../../gate/core/model/comparison-record.ts';
import { failureWords } from '../../gate/core/text/failure-words.ts';
import { formatCount } from '../../gate/core/text/format-value.ts';
import { SIDES, type SideName } from './side-series.ts';

/** Failed requests of both sides by route and status or error code, all launches together. */
export interface SideFailures {
  readonly rows: readonly { readonly route: string; readonly status: string; readonly counts: readonly string[] }[];
  readonly hidden: number;
}

const MOST_ROWS = 60;

/** Most failures of the candidate first. Counts are of whole launches: a failure while warming up is a failure. */
export function sideFailures({ launches }: ComparisonRecord): SideFailures {
  const counts = new Map<string, { route: string; status: string; baseline: number; candidate: number }>();
  const add = (side: SideName, route: string, status: string, count: number): void => {
    const key = JSON.stringify([route, status]);
    const row = counts.get(key) ?? { route, status, baseline: 0, candidate: 0 };
    row[side] += count;
    counts.set(key, row);
  };
  for (const launch of launches) {
    for (const side of SIDES) {
      const { failures, zeroDurationFailures } = launch[side].evidence;
      for (const [route, byStatus] of Object.entries(failures))
        for (const [status, count] of Object.entries(byStatus)) add(side, route, failureWords(status), count);
      for (const [route, count] of Object.entries(zeroDurationFailures))
        add(side, route, 'of them within zero time', count);
    }
  }
  const rows = [...counts.values()]
    .filter(({ baseline, candidate }) => baseline + candidate > 0)
    .sort((one, other) => other.candidate - one.candidate || other.baseline - one.baseline);
  return {
    rows: rows.slice(0, MOST_ROWS).map(({ route, status, baseline, candidate }) => ({
      route,
      status,
      counts: [formatCount(baseline), formatCount(candidate)],
    })),
    hidden: Math.max(0, rows.length - MOST_ROWS),
  };
}
