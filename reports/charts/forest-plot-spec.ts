import type { TopLevelSpec } from 'vega-lite';
import type { ComparisonVerdict } from '../../gate/core/model/comparison.ts';
import { forestWords, NARROW, WIDE } from './forest-words.ts';
import type { ForestPlot, ForestRow } from './plot.ts';
import { axisOf, framed, type Layers } from './spec-frame.ts';
import { FONT_SIZE, type Frame } from './theme.ts';
import { yTicks } from './ticks.ts';

/** Verdicts differ by colour, by the shape of the point, and by their word at the end of the row. */
const VERDICTS: Readonly<Record<ComparisonVerdict, { readonly color: string; readonly shape: string }>> = {
  regression: { color: 'var(--fail)', shape: 'square' },
  improvement: { color: 'var(--pass)', shape: 'diamond' },
  unchanged: { color: 'var(--ink)', shape: 'circle' },
  inconclusive: { color: 'var(--doubt)', shape: 'triangle-up' },
  invalid: { color: 'var(--void)', shape: 'cross' },
};
const TOP = 22;
const BOTTOM = 24;
/** The vega-lite specification of a forest plot; its height is that of its rows. */
export function forestPlotSpec({ domain, rows }: ForestPlot, frame: Frame): TopLevelSpec {
  const isNarrow = frame.width < 600;
  const { row: rowHeight, left, right, middle, head } = isNarrow ? NARROW : WIDE;
  const width = frame.width - left - right;
  const height = rows.length * rowHeight;
  const ticks = yTicks({ unit: 'share', scale: 'linear', domain }, isNarrow ? 5 : 8).map(({ value, label }) => ({
    value,
    label: value > 0 ? `+${label}` : label,
  }));
  const axisX = { ...axisOf('xLabels', ticks), labelFlush: false };
  const x = (field: string) => ({
    field,
    type: 'quantitative' as const,
    scale: { domain: [...domain], nice: false },
    axis: axisX,
  });
  const y = (field: string) => ({
    field,
    type: 'quantitative' as const,
    scale: { domain: [0, rows.length], reverse: true, nice: false },
    axis: null,
  });
  const within = (value: number): number => Math.min(domain[1], Math.max(domain[0], value));
  const text = { type: 'text', baseline: 'middle', fontSize: FONT_SIZE } as const;

  const ground: Layers = [
    {
      data: {
        values: rows.map((row, index) => ({
          from: within(-row.margin),
          until: within(row.margin),
          top: index + head,
          end: index + 1,
        })),
      },
      mark: { type: 'rect', fill: 'var(--shade)' },
      encoding: { x: x('from'), x2: { field: 'until' }, y: y('top'), y2: { field: 'end' } },
    },
    {
      data: { values: rows.slice(1).map((_, index) => ({ at: index + 1 })) },
      mark: { type: 'rule', stroke: 'var(--hair)' },
      encoding: { y: y('at'), x: { value: -left }, x2: { value: width + right } },
    },
    {
      data: { values: rows.map((_, index) => ({ at: 0, top: index + head, end: index + 1 })) },
      mark: { type: 'rule', stroke: 'var(--muted)', strokeWidth: 1.2 },
      encoding: { x: x('at'), y: y('top'), y2: { field: 'end' } },
    },
    ...(['← better', 'worse →'] as const).map((label, end) => ({
      data: { values: [{ label }] },
      mark: { ...text, align: end === 0 ? ('left' as const) : ('right' as const), fill: 'var(--muted)' },
      encoding: { x: { value: end === 0 ? 0 : width }, y: { value: -11 }, text: { field: 'label' } },
    })),
  ];
  const effects: Layers = rows.flatMap((row, index): Layers => {
    const { color, shape } = VERDICTS[row.verdict];
    const at = index + middle;
    const words = forestWords(row, isNarrow, width);
    const labels: Layers = words.map(({ label, left: from, dy, limit, isBold, isToned, isAtEnd = false }) => ({
      data: { values: [{ at: isNarrow ? index : at, label }] },
      mark: {
        ...text,
        align: isAtEnd ? ('right' as const) : ('left' as const),
        dy,
        limit,
        fontWeight: isBold ? (650 as never) : 'normal',
        fill: isToned ? color : isBold ? 'var(--ink)' : 'var(--muted)',
      },
      encoding: { x: { value: from }, y: y('at'), text: { field: 'label' } },
    }));
    const launches: Layers = [
      {
        data: { values: row.launches.map((launch) => ({ x: within(launch), at: at + 0.26 })) },
        mark: { type: 'point', shape: 'circle', stroke: 'var(--muted)', size: 18, strokeWidth: 1.1, opacity: 1 },
        encoding: { x: x('x'), y: y('at') },
      },
    ];
    if (row.estimate === null) return [...labels, ...launches];
    const [low, high] = row.interval ?? [row.estimate, row.estimate];
    return [
      ...labels,
      {
        data: { values: [{ low: within(low), high: within(high), at }] },
        mark: { type: 'rule', stroke: color, strokeWidth: 2.6 },
        encoding: { x: x('low'), x2: { field: 'high' }, y: y('at') },
      },
      ...arrows(row, domain, at).map((arrow) => ({
        data: { values: [arrow] },
        mark: { type: 'point' as const, shape: arrow.shape, filled: true, color, size: 60, opacity: 1 },
        encoding: { x: x('x'), y: y('at') },
      })),
      {
        data: { values: row.estimate === within(row.estimate) ? [{ x: row.estimate, at }] : [] },
        mark: { type: 'point', shape, fill: color, stroke: 'var(--page)', strokeWidth: 1.2, size: 110, opacity: 1 },
        encoding: { x: x('x'), y: y('at') },
      },
      ...launches,
    ];
  });
  return framed({ width, height, padding: { left, right, top: TOP, bottom: BOTTOM } }, { x: ticks, y: [] }, [
    ...ground,
    ...effects,
  ]);
}

/** Ends that lie beyond the axis. */
function arrows({ estimate, interval }: ForestRow, [from, until]: readonly [number, number], at: number) {
  const [low, high] = interval ?? [estimate ?? 0, estimate ?? 0];
  return [
    ...(low < from ? [{ x: from, at, shape: 'triangle-left' }] : []),
    ...(high > until ? [{ x: until, at, shape: 'triangle-right' }] : []),
  ];
}
