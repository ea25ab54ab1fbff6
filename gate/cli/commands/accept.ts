import { trendOf } from '../../core/decide/judge-trend.ts';
import { COVERAGE } from '../../core/history/choose-baseline.ts';
import { GateError } from '../../core/model/gate-error.ts';
import type { Acceptance } from '../../core/model/history.ts';
import { addAcceptance, readAcceptances } from '../acceptance-ledger.ts';
import { usage } from '../arguments.ts';
import { BENCHMARK_OPTIONS, type BenchmarkHistory, benchmarkHistory, unknownIn } from '../benchmark-history.ts';
import type { Command, OptionValues } from '../command.ts';
import { loadConfig } from '../config.ts';
import { gitIdentity } from '../git-identity.ts';
import { historyMetrics } from '../history-metrics.ts';
import { openStore } from '../open-store.ts';
import { text } from '../option-values.ts';
import { workspaceIn } from '../workspace.ts';

/** Accepts a change of level: an entry in the ledger of this repository, to be committed and reviewed like code. */
export const accept: Command = {
  name: 'accept',
  summary: 'accept a change of level: who, why and until when, kept in loadline.accepted.json',
  usage: '--metric METRIC [--route ROUTE] --reason TEXT [--until DATE] [OPTIONS]',
  positionals: 0,
  options: {
    metric: {
      type: 'string',
      value: 'METRIC',
      says: `such as latency.p95; "${COVERAGE}" when other routes are measured`,
    },
    route: { type: 'string', value: 'ROUTE', says: 'of this route or task (default: all requests)' },
    reason: { type: 'string', value: 'TEXT', says: 'why the new level is right' },
    until: {
      type: 'string',
      value: 'DATE',
      says: 'last day on which it counts, such as 2027-03-31 (default: for good)',
    },
    run: {
      type: 'string',
      value: 'ID',
      says: 'first run of the new level (default: that of the last change point, else the newest run)',
    },
    ...BENCHMARK_OPTIONS,
    config: { type: 'string', value: 'FILE', says: 'config file (default: loadline.config.ts here)' },
  },

  async run(options, _positionals, context) {
    const metric = required(options, 'metric');
    const reason = required(options, 'reason');
    const now = new Date().toISOString();
    const until = lastDay(options, now);
    const route = text(options, 'route') ?? null;
    const loaded = await loadConfig(context.cwd, text(options, 'config'));
    const folder = loaded?.folder ?? context.cwd;
    const store = openStore(workspaceIn(folder), loaded, context);
    const words = { benchmark: text(options, 'benchmark'), subject: text(options, 'subject') };
    const history = await benchmarkHistory(words, { store, loaded }, context);
    if (history === null) throw emptyHistory();
    checkMetric(history, metric, route);
    const named = text(options, 'run');
    const { margin, margins } = historyMetrics(loaded?.config ?? null, history, history.entries);
    const acceptance: Acceptance = {
      benchmark: history.benchmark.name,
      metric,
      route,
      reason,
      by: await gitIdentity(folder, context.environment),
      at: now,
      run:
        named === undefined
          ? firstRun(history, { metric, route, margin: margins[metric] ?? margin, now }, await readAcceptances(folder))
          : (await store.history.load(named)).id,
      until,
    };
    const path = await addAcceptance(folder, acceptance);
    const what = route === null ? metric : `${metric} of ${route}`;
    context.stdout.write(
      `accepted: ${what} of ${acceptance.benchmark} from run ${acceptance.run} on${until === null ? '' : `, until ${until}`}\ncommit it: ${path}\n`,
    );
    return 0;
  },
};

function required(options: OptionValues, name: string): string {
  const value = text(options, name)?.trim();
  if (value === undefined || value === '') throw usage(`"loadline accept" takes --${name}.`, accept);
  return value;
}

/** A day that the calendar has, today or later. Throws GateError USAGE. */
function lastDay(options: OptionValues, now: string): string | null {
  const value = text(options, 'until');
  if (value === undefined) return null;
  const time = /^\d{4}-\d{2}-\d{2}$/.test(value) ? new Date(`${value}T00:00:00Z`) : new Date(Number.NaN);
  if (Number.isNaN(time.getTime()) || time.toISOString().slice(0, 10) !== value) {
    throw usage(`--until takes a day such as 2027-03-31, not "${value}".`, accept);
  }
  if (value < now.slice(0, 10)) throw usage(`--until ${value} is past already.`, accept);
  return value;
}

function checkMetric({ entries }: BenchmarkHistory, metric: string, route: string | null): void {
  if (metric === COVERAGE) return;
  const known = entries.flatMap(({ metrics }) => metrics);
  const ofMetric = known.filter((one) => one.metric === metric);
  if (ofMetric.length === 0) {
    throw unknownIn(
      'metric',
      metric,
      known.map((one) => one.metric),
    );
  }
  if (!ofMetric.some((one) => one.route === route)) {
    throw unknownIn(
      `route of ${metric}`,
      route ?? 'all requests',
      ofMetric.map((one) => one.route ?? 'all requests'),
    );
  }
}

/** First run of the last change of level, else the newest run: of other routes, always the newest. */
function firstRun(
  { entries }: BenchmarkHistory,
  asked: { readonly metric: string; readonly route: string | null; readonly margin: number; readonly now: string },
  acceptances: readonly Acceptance[],
): string {
  const { metric, route, margin, now } = asked;
  const newest = entries.at(-1);
  if (newest === undefined) throw emptyHistory();
  if (metric === COVERAGE) return newest.id;
  const { changePoints, points } = trendOf({ entries, acceptances, metric: { metric, route }, margin, now });
  return points[changePoints.at(-1)?.index ?? -1]?.id ?? newest.id;
}

function emptyHistory(): GateError {
  return new GateError({
    code: 'HISTORY_EMPTY',
    message: 'there is no run of this benchmark on this machine class.',
    advice: 'Name the first run of the new level with --run; "loadline list" shows them.',
  });
}
