import type { Trend } from '../../gate/core/model/history.ts';
import { formatInterval, formatValue } from '../../gate/core/text/format-value.ts';
import type { Area, Chart, LegendEntry, Line, Rule } from '../charts/plot.ts';
import { fittedAxis } from '../charts/ticks.ts';
import { plainNumber } from './data-table.ts';
import { predictionBand } from './prediction-band.ts';
import { type TrendEvent, trendEvents } from './trend-events.ts';
import { latestRuns, levelLine, MOST_POINTS, runAxis } from './trend-lines.ts';
import { creepSentence, slopeSentence } from './trend-words.ts';
import { capitalised, nameWords } from './words.ts';

/** Runs listed; history holds the others. */
const MOST_ROWS = 60;
/** With more runs their dots run into each other. */
const MOST_DOTS = 80;

/** A metric over its runs: values, levels, anchor, the band in which the next run is expected, and what happened when. */
export function trendChart(whole: Trend, id: string, detail: string): Chart {
  const trend = latestRuns(whole);
  const { points, unit } = trend;
  const values = points.flatMap(({ value }) => value ?? []);
  const from = trend.changePoints.reduce((last, { index }) => Math.max(last, index), 0);
  const band = predictionBand(points.slice(from).flatMap(({ value }) => value ?? []));
  const end = points.length - 0.5;
  const areas: readonly Area[] = band === null ? [] : [{ from: from - 0.5, until: end, low: band[0], high: band[1] }];
  const axis = fittedAxis([...values, ...(band ?? []), ...(trend.anchor === null ? [] : [trend.anchor.value])], unit);
  const events = trendEvents(trend).filter(({ at }) => at >= 0);
  const gaps = points.flatMap(({ value }, x) => (value === null ? [{ x, y: axis.domain[0] }] : []));
  const levels = levelLine(trend);
  const lines: readonly Line[] = [
    ...(trend.anchor === null
      ? []
      : [
          {
            name: 'anchor',
            style: 'plan' as const,
            points: [trend.anchor.from - 0.5, end].map((x) => ({ x, y: trend.anchor?.value ?? null })),
          },
        ]),
    ...(levels.length === 0 ? [] : [{ name: 'level', style: 'level' as const, points: levels }]),
    {
      name: 'run',
      style: 'candidate',
      points: points.map(({ value }, x) => ({ x, y: value })),
      marks: points.length <= MOST_DOTS ? 'dotted line' : 'line',
    },
    ...(gaps.length === 0
      ? []
      : [{ name: 'no value', style: 'provisional' as const, points: gaps, marks: 'crosses' as const }]),
  ];
  return {
    id,
    title: `${capitalised(nameWords(trend, trend.benchmark.kind))}${detail === '' ? '' : `, ${detail}`}`,
    caption: [creepSentence(trend), ...slopeSentence(trend), hiddenSentence(whole)]
      .filter((text) => text !== '')
      .join(' '),
    legend: legendOf(trend, band, events, gaps.length, levels.length > 0),
    size: 'full',
    plot: { x: runAxis(trend), y: axis, lines, bands: [], limits: [], areas, rules: rulesOf(events) },
    table: {
      headings: ['run', 'commit', unit, 'note'],
      rows: points
        .map(({ at, commit, value, exclusion }, index) => [
          at.replace('T', ' ').slice(0, 16),
          commit?.slice(0, 10) ?? '',
          plainNumber(value),
          [
            exclusion ?? (value === null ? 'not measured' : []),
            ...events.filter((event) => event.at === index).map(({ kind }) => kind),
          ]
            .flat()
            .join('; '),
        ])
        .toReversed()
        .slice(0, MOST_ROWS),
      note:
        points.length > MOST_ROWS
          ? `The newest ${MOST_ROWS} of ${points.length} runs; history holds the others.`
          : 'Newest first.',
    },
  };
}

function hiddenSentence({ points }: Trend): string {
  return points.length > MOST_POINTS ? `The newest ${MOST_POINTS} of ${points.length} runs.` : '';
}

function rulesOf(events: readonly TrendEvent[]): readonly Rule[] {
  return events.map(({ at, mark, style }) => ({ at: at - 0.5, label: mark, style }));
}

function legendOf(
  { unit, points, anchor }: Trend,
  band: readonly [number, number] | null,
  events: readonly TrendEvent[],
  gaps: number,
  hasLevels: boolean,
): readonly LegendEntry[] {
  const last = points.findLast(({ value }) => value !== null)?.value ?? null;
  const kinds = new Map(events.map(({ kind, style }) => [style, { label: kind, value: '', style }]));
  return [
    {
      label: 'run',
      value: last === null ? '' : `last ${formatValue(last, unit)}`,
      style: 'candidate',
      marks: 'dotted line',
    },
    ...(hasLevels ? [{ label: 'level', value: '', style: 'level' as const }] : []),
    ...(anchor === null ? [] : [{ label: 'anchor', value: formatValue(anchor.value, unit), style: 'plan' as const }]),
    ...(band === null
      ? []
      : [
          {
            label: 'next run expected',
            value: formatInterval(band, unit),
            style: 'candidate' as const,
            marks: 'area' as const,
          },
        ]),
    ...kinds.values(),
    ...(gaps === 0
      ? []
      : [{ label: 'no value', value: String(gaps), style: 'provisional' as const, marks: 'crosses' as const }]),
  ];
}
