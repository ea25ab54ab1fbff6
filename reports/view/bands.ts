import type { RunRecord, Stage } from '../../gate/core/model/run-record.ts';
import type { Series } from '../../gate/core/model/series.ts';
import { formatLimit, formatValue } from '../../gate/core/text/format-value.ts';
import type { Band, LegendEntry, Limit, XAxis } from '../charts/plot.ts';
import { metricWords } from './words.ts';

/** Time from the first sample to the end of the run; for suites the batches, from 1. */
export function timeAxis(record: RunRecord): XAxis {
  if (record.benchmark.kind === 'load')
    return { kind: 'time', domain: [0, Math.max(record.measurement.durationSeconds, 1)] };
  const batches = Math.max(2, ...record.measurement.series.map((series) => series.blocks.length));
  return { kind: 'batch', domain: [1, batches] };
}

/** The warm-up, shaded, and the stages of the plan, by what they offer, where it has more than one. */
export function bandsOf({ measurement, benchmark }: RunRecord): readonly Band[] {
  if (benchmark.kind !== 'load') return [];
  const { warmUpSeconds, durationSeconds } = measurement;
  const warmUp = { from: 0, until: Math.min(warmUpSeconds, durationSeconds), label: 'warm-up', isShaded: true };
  const stages = judgedStages(measurement.stages, warmUpSeconds).filter((stage) => stage.from < durationSeconds);
  return [
    ...(warmUpSeconds > 0 ? [warmUp] : []),
    ...(stages.length < 2
      ? []
      : stages.map((stage) => ({ from: stage.from, until: stage.until, label: offeredText(stage), isShaded: false }))),
  ];
}

/** What a stage offers: `300 /s`, or `300 /s → 600 /s` where the rate moves. */
export function offeredText({ fromRate, toRate }: Pick<Stage, 'fromRate' | 'toRate'>): string {
  const to = formatValue(toRate, '1/s');
  return fromRate === toRate ? to : `${formatValue(fromRate, '1/s')} → ${to}`;
}

function judgedStages(stages: readonly Stage[], warmUpSeconds: number): readonly Stage[] {
  return stages
    .filter((stage) => stage.until > warmUpSeconds)
    .map((stage) => ({ ...stage, from: Math.max(stage.from, warmUpSeconds) }));
}

/**
 * Limits on one series that lie near enough to what was measured to be drawn with it. A script's count of what the series is a
 * rate of (`iterations.count`) bears its name and another unit: its limit lies on another axis.
 * `whose`: what is said after the word limit where a chart draws several series.
 */
export function limitsNear(
  record: RunRecord,
  { name, route, unit: drawnIn }: Pick<Series, 'name' | 'route' | 'unit'>,
  highest: number,
  whose = '',
): readonly Limit[] {
  const judged = [...record.targets, ...(record.capacity?.stages ?? []).flatMap((stage) => stage.targets)];
  const limits = judged
    .filter(
      ({ target, unit }) =>
        unit === drawnIn &&
        (target.route ?? null) === route &&
        (target.metric === name || target.metric.startsWith(`${name}.`)),
    )
    .flatMap(({ target, unit }): readonly Limit[] => {
      const at = target.below ?? target.above;
      if (at === undefined || at > highest * 4) return [];
      const statistic = target.metric === name ? '' : `${metricWords(target.metric.slice(name.length + 1))} `;
      const text = `${target.below === undefined ? '>' : '<'} ${formatLimit(at, unit)}`;
      return [{ at, label: `${statistic}limit${whose}`, text }];
    });
  return [...new Map(limits.map((limit) => [`${limit.label} ${limit.text}`, limit])).values()];
}

/** Limits as the last entries of a legend. */
export function limitLegend(limits: readonly Limit[]): readonly LegendEntry[] {
  return limits.map(({ label, text }) => ({ label, value: text, style: 'limit' }));
}

/** What a value of the judged part is called in a legend. */
export function judgedWords({ measurement }: RunRecord): string {
  return measurement.warmUpSeconds > 0 ? 'after warm-up' : 'whole run';
}
