import { join } from 'node:path';
import { trendOf } from '../../core/decide/judge-trend.ts';
import { concludeTrend } from '../../core/history/conclude-trend.ts';
import type { MetricName } from '../../core/model/comparison-record.ts';
import type { Outcome } from '../../core/model/verdict.ts';
import { writeAtomically } from '../../store/atomic-file.ts';
import { readAcceptances } from '../acceptance-ledger.ts';
import { BENCHMARK_OPTIONS, type BenchmarkHistory, benchmarkHistory, unknownIn } from '../benchmark-history.ts';
import type { Command } from '../command.ts';
import { loadConfig } from '../config.ts';
import { trendText } from '../console/trend-text.ts';
import { exitCode } from '../exit-code.ts';
import { historyMetrics } from '../history-metrics.ts';
import { OUTCOME_OPTIONS, readUndecided } from '../load-options.ts';
import { openStore } from '../open-store.ts';
import { isSet, text } from '../option-values.ts';
import { slug } from '../run-id.ts';
import { workspaceIn } from '../workspace.ts';

/** Shows how metrics moved over the runs of this machine class, and fails where one got worse and nobody accepted it. */
export const trend: Command = {
  name: 'trend',
  summary: 'show change points and creep over the runs of this machine class; fail where nobody accepted a loss',
  usage: '[--benchmark NAME] [--metric METRIC [--route ROUTE]] [OPTIONS]',
  positionals: 0,
  options: {
    ...BENCHMARK_OPTIONS,
    metric: { type: 'string', value: 'METRIC', says: 'such as latency.p95 (default: those that decide)' },
    route: {
      type: 'string',
      value: 'ROUTE',
      says: 'of this route or task, such as "GET /users" (default: all requests)',
    },
    ...OUTCOME_OPTIONS,
    json: { type: 'boolean', says: 'print the trends as JSON lines instead of text' },
  },

  async run(options, _positionals, context) {
    const undecidedAs = readUndecided(options, trend);
    const loaded = await loadConfig(context.cwd, text(options, 'config'));
    const folder = loaded?.folder ?? context.cwd;
    const workspace = workspaceIn(folder);
    const store = openStore(workspace, loaded, context);
    const words = { benchmark: text(options, 'benchmark'), subject: text(options, 'subject') };
    const history = await benchmarkHistory(words, { store, loaded }, context);
    for (const note of history?.notes ?? []) context.stderr.write(`${note}\n`);
    if (history === null || history.entries.length === 0) {
      const of = history === null ? '' : ` of ${history.benchmark.name} on ${history.subject}`;
      context.stderr.write(`there is no run${of} on this machine class yet: nothing was judged\n`);
      return exitCode('undecided', undecidedAs);
    }
    const { benchmark, subject, entries } = history;
    const { primary, margin, margins } = historyMetrics(loaded?.config ?? null, history, entries);
    const named = metricAsked(history, text(options, 'metric'), text(options, 'route'));
    const acceptances = await readAcceptances(folder);
    const now = new Date().toISOString();
    const judged = (named === null ? primary.filter((name) => isMeasured(history, name)) : [named]).map((metric) => {
      const found = trendOf({ entries, acceptances, metric, margin: margins[metric.metric] ?? margin, now });
      return { trend: found, conclusion: concludeTrend(found) };
    });
    const { renderTrendReport } = await import('../../../reports/render-trend-report.ts');
    const page = join(workspace.reports, `trend-${slug(benchmark.name)}.html`);
    const html = renderTrendReport(
      judged.map((one) => one.trend),
      `${benchmark.name} on ${subject}`,
    );
    await writeAtomically(page, html, 'replace');
    for (const one of judged) {
      const line = `${JSON.stringify({ ...one.trend, ...one.conclusion })}\n`;
      context.stdout.write(isSet(options, 'json') ? line : trendText(one.trend, one.conclusion, context.stdout));
    }
    if (!isSet(options, 'json')) context.stdout.write(`\nreport  ${page}\n`);
    return exitCode(worst(judged.map((one) => one.conclusion.outcome)), undecidedAs);
  },
};

function metricAsked(
  history: BenchmarkHistory,
  metric: string | undefined,
  route: string | undefined,
): MetricName | null {
  if (metric === undefined) return null;
  const name = { metric, route: route ?? null };
  if (isMeasured(history, name)) return name;
  const known = history.entries.flatMap(({ metrics }) => metrics);
  const isKnown = known.some((one) => one.metric === metric);
  throw isKnown
    ? unknownIn(
        `route of ${metric}`,
        route ?? 'all requests',
        known.filter((one) => one.metric === metric).map((one) => one.route ?? 'all requests'),
      )
    : unknownIn(
        'metric',
        metric,
        known.map((one) => one.metric),
      );
}

function isMeasured({ entries }: BenchmarkHistory, name: MetricName): boolean {
  return entries.some(({ metrics }) => metrics.some((one) => one.metric === name.metric && one.route === name.route));
}

/** Nothing judged is nothing decided. */
function worst(outcomes: readonly Outcome[]): Outcome {
  if (outcomes.includes('fail')) return 'fail';
  return outcomes.length === 0 || outcomes.includes('undecided') ? 'undecided' : 'pass';
}
