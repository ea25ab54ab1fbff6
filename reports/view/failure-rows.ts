import type { RunRecord } from '../../gate/core/model/run-record.ts';
import { failureWords } from '../../gate/core/text/failure-words.ts';
import { formatCount, formatValue } from '../../gate/core/text/format-value.ts';

/** Failed requests by route and status or error code, most frequent first. */
export interface FailureRow {
  readonly route: string;
  readonly status: string;
  readonly count: string;
  /** Of all requests of the route in the run; empty where they were not counted. */
  readonly share: string;
}

export interface CheckRow {
  readonly name: string;
  readonly passes: string;
  readonly fails: string;
  readonly share: string;
  readonly isFailing: boolean;
}

const MOST_ROWS = 100;
const MOST_LOGGED = 20;
const LONGEST_LINE = 500;

export interface FailureList {
  readonly rows: readonly FailureRow[];
  readonly hidden: number;
}

/** Counts are of the whole run, warm-up included: a failure while warming up is a failure. */
export function failureList(record: RunRecord): FailureList {
  const { failures, zeroDurationFailures } = record.evidence;
  const rows = Object.entries(failures)
    .flatMap(([route, byStatus]) =>
      Object.entries(byStatus).map(([status, count]) => ({ route, status: failureWords(status), count })),
    )
    .concat(
      Object.entries(zeroDurationFailures).map(([route, count]) => ({
        route,
        status: 'of them within zero time',
        count,
      })),
    )
    .filter(({ count }) => count > 0)
    .toSorted((one, other) => other.count - one.count);
  const requests = new Map(
    record.measurement.series.flatMap((series) =>
      series.kind === 'ratio' && series.name === 'error-rate' && series.route !== null
        ? [[series.route, series.blocks.reduce((total, block) => total + block.denominator, 0)] as const]
        : [],
    ),
  );
  return {
    rows: rows.slice(0, MOST_ROWS).map(({ route, status, count }) => {
      const of = requests.get(route) ?? 0;
      return { route, status, count: formatCount(count), share: of > 0 ? formatValue(count / of, 'share') : '' };
    }),
    hidden: Math.max(0, rows.length - MOST_ROWS),
  };
}

/** Checks of the script, failing ones first. */
export function checkRows({ evidence }: RunRecord): readonly CheckRow[] {
  return Object.entries(evidence.checks)
    .toSorted(([, one], [, other]) => other.fails - one.fails)
    .slice(0, MOST_ROWS)
    .map(([name, { passes, fails }]) => ({
      name,
      passes: formatCount(passes),
      fails: formatCount(fails),
      share: passes + fails > 0 ? formatValue(passes / (passes + fails), 'share') : '',
      isFailing: fails > 0,
    }));
}

/** Exceptions of the script, as the tool logged them. */
export function scriptErrors({ evidence }: RunRecord): readonly string[] {
  return evidence.scriptErrors.slice(0, MOST_LOGGED).map((line) => line.slice(0, LONGEST_LINE));
}
