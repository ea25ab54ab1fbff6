import type { z } from 'zod';
import { parseMetric } from '../core/decide/metric.ts';
import type { LoadlineConfig } from '../core/model/config.ts';
import { GateError } from '../core/model/gate-error.ts';
import { configSchema } from './config-schema.ts';
import { keyHint } from './key-hint.ts';
import { didYouMean } from './nearest.ts';
import { profileOf } from './profile-of.ts';

/** Series that every load run has; others are declared as counters of a subject. */
const LOAD_SERIES = ['latency', 'error-rate', 'throughput'];

/** Checks a config of unknown shape. Throws GateError CONFIG_INVALID that names the place, and the nearest word where one is misspelt. */
export function checkConfig(input: unknown, path: string): LoadlineConfig {
  const parsed = configSchema.safeParse(input);
  if (!parsed.success) {
    const { place, message, key } = firstFault(parsed.error.issues);
    const hint = key === undefined ? '' : `.${keyHint(input, place, key)}`;
    throw invalid(path, `${place.length === 0 ? 'the config' : place.join('.')}: ${message}${hint}`);
  }
  const config: LoadlineConfig = parsed.data;
  const known = knownSeries(config);
  for (const [name, profile] of Object.entries(config.profiles ?? {})) {
    const place = `profiles.${name}${'targets' in profile ? '.targets' : ''}`;
    profileOf(profile).targets.forEach((target, index) => {
      const fault = metricFault(target.metric, known);
      if (fault !== undefined) throw invalid(path, `${place}.${index}.metric: ${fault}`);
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
  for (const [place, what, name, names] of namedEntries(config)) {
    if (!names.includes(name))
      throw invalid(path, `${place}: there is no ${what} "${name}".${didYouMean(name, names)}`);
  }
  return config;
}

/** The first of the faults; where a value may have several shapes, the fault in the shape that it comes nearest to. */
function firstFault([issue]: readonly z.core.$ZodIssue[]): {
  readonly place: readonly PropertyKey[];
  readonly message: string;
  /** The first that no shape has. */
  readonly key?: string | undefined;
} {
  if (issue === undefined) return { place: [], message: 'is not valid' };
  if (issue.code === 'unrecognized_keys') return { place: issue.path, message: issue.message, key: issue.keys[0] };
  if (issue.code !== 'invalid_union') return { place: issue.path, message: issue.message };
  const [nearest] = issue.errors.map(firstFault).sort((one, other) => other.place.length - one.place.length);
  const place = [...issue.path, ...(nearest?.place ?? [])];
  return { place, message: nearest?.message ?? issue.message, key: nearest?.key };
}

/** Entries of the config that other entries name, each with its place, what it is, and the names that there are. */
function namedEntries(config: LoadlineConfig) {
  const scenarios = Object.keys(config.scenarios ?? {});
  const subjects = Object.keys(config.subjects);
  const entry = (place: string, what: string, name: string | undefined, names: readonly string[]) =>
    name === undefined ? [] : [[place, what, name, names] as const];
  return [
    ...entry('compare.scenario', 'scenario', config.compare?.scenario, scenarios),
    ...entry('claims.subject', 'subject', config.claims?.subject, subjects),
    ...Object.entries(config.profiles ?? {}).flatMap(([name, profile]) => {
      const { subject, scenario } = profileOf(profile);
      return [
        ...entry(`profiles.${name}.subject`, 'subject', subject, subjects),
        ...entry(`profiles.${name}.scenario`, 'scenario', scenario, scenarios),
      ];
    }),
  ];
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
    advice:
      'Mend that place; the shape of the file is in docs/config.schema.json (of an installed Loadline: node_modules/loadline/docs/config.schema.json).',
  });
}
