import { parseMetric } from '../core/decide/metric.ts';
import type { LoadlineConfig } from '../core/model/config.ts';
import { GateError } from '../core/model/gate-error.ts';
import { configSchema } from './config-schema.ts';
import { didYouMean } from './nearest.ts';

/** Series that every load run has; others are declared as counters of a subject. */
const LOAD_SERIES = ['latency', 'error-rate', 'throughput'];

/** Checks a config of unknown shape. Throws GateError CONFIG_INVALID that names the place, and the nearest word where one is misspelt. */
export function checkConfig(input: unknown, path: string): LoadlineConfig {
  const parsed = configSchema.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const place = issue?.path.join('.') ?? '';
    throw invalid(path, `${place === '' ? 'the config' : place}: ${issue?.message ?? 'is not valid'}`);
  }
  const config: LoadlineConfig = parsed.data;
  const known = knownSeries(config);
  for (const [name, targets] of Object.entries(config.profiles ?? {})) {
    targets.forEach((target, index) => {
      const fault = metricFault(target.metric, known);
      if (fault !== undefined) throw invalid(path, `profiles.${name}.${index}.metric: ${fault}`);
    });
  }
  for (const [name, suite] of Object.entries(config.suites ?? {})) {
    suite.targets?.forEach((target, index) => {
      const fault = metricFault(target.metric, LOAD_SERIES);
      if (fault !== undefined) throw invalid(path, `suites.${name}.targets.${index}.metric: ${fault}`);
    });
  }
  for (const [place, metric] of comparedMetrics(config)) {
    const fault = metricFault(metric, known);
    if (fault !== undefined) throw invalid(path, `${place}: ${fault}`);
  }
  const scenario = config.compare?.scenario;
  const scenarios = Object.keys(config.scenarios ?? {});
  if (scenario !== undefined && !scenarios.includes(scenario)) {
    throw invalid(path, `compare.scenario: there is no scenario "${scenario}".${didYouMean(scenario, scenarios)}`);
  }
  return config;
}

/** Metrics by which variants and runs are compared, each with its place. */
function comparedMetrics({ compare, history }: LoadlineConfig): readonly (readonly [place: string, metric: string])[] {
  const primary = (place: string, metrics: readonly { readonly metric: string }[] | undefined) =>
    (metrics ?? []).map(({ metric }, index) => [`${place}.primary.${index}.metric`, metric] as const);
  return [
    ...primary('compare', compare?.primary),
    ...Object.keys(compare?.margins ?? {}).map((metric) => [`compare.margins.${metric}`, metric] as const),
    ...primary('history', history?.primary),
  ];
}

/** What is wrong with a metric, or `undefined`. A distribution needs a statistic, the others have none. */
function metricFault(metric: string, known: readonly string[]): string | undefined {
  const dot = metric.indexOf('.');
  const series = dot < 0 ? metric : metric.slice(0, dot);
  const statistic = dot < 0 ? undefined : metric.slice(dot + 1);
  if (!known.includes(series)) {
    return `there is no series "${series}".${didYouMean(series, known)} Known: ${known.join(', ')}.`;
  }
  if (series === 'latency' && parseMetric(metric).statistic === null) {
    return `"${metric}" needs a statistic: latency.p95, latency.p99.9, latency.mean, latency.min or latency.max.`;
  }
  if (series !== 'latency' && statistic !== undefined) return `"${series}" has no statistics; write "${series}".`;
  return undefined;
}

/** Names of all series that targets of this config can speak of. */
function knownSeries(config: LoadlineConfig): readonly string[] {
  const counters = Object.values(config.subjects).flatMap((subject) => Object.keys(subject.counters?.series ?? {}));
  return [...new Set([...LOAD_SERIES, ...counters])];
}

function invalid(path: string, what: string): GateError {
  return new GateError({
    code: 'CONFIG_INVALID',
    message: `${path}: ${what.replace(/\.$/, '')}.`,
    advice: 'Mend that place; the shape of the file is in docs/config.schema.json.',
  });
}
