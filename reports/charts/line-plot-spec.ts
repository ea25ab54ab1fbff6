import type { TopLevelSpec } from 'vega-lite';
import type { Band, Plot, Point } from './plot.ts';
import { FONT_SIZE, type Frame, RIGHT, STROKES, TOP } from './theme.ts';
import { type Tick, xTicks, yTicks } from './ticks.ts';

type Layers = Extract<TopLevelSpec, { layer: unknown }>['layer'];

/** The vega-lite specification of a plot in a frame. Its size is fixed, so that plots above each other line up. */
export function linePlotSpec(plot: Plot, frame: Frame): TopLevelSpec {
  const width = frame.width - frame.left - RIGHT;
  const named = readable(plot.bands, width / (plot.x.domain[1] - plot.x.domain[0]));
  const top = named.length > 0 ? TOP.named : TOP.plain;
  const xLabels = xTicks(plot.x, frame.xTicks);
  const yLabels = yTicks(plot.y, frame.yTicks);
  const axisX = { values: valuesOf(xLabels), labelExpr: 'xLabels[datum.value]', title: null, labelOverlap: false };
  const axisY = { values: valuesOf(yLabels), labelExpr: 'yLabels[datum.value]', title: null, labelOverlap: false };
  const scaleX = { domain: [...plot.x.domain], nice: false };
  const scaleY = { domain: [...plot.y.domain], type: plot.y.scale, nice: false };
  const x = (field: string) => ({ field, type: 'quantitative' as const, scale: scaleX, axis: axisX });
  const y = (field: string) => ({ field, type: 'quantitative' as const, scale: scaleY, axis: axisY });

  const bands: Layers = [
    {
      data: { values: plot.bands.filter((band) => band.isShaded) },
      mark: { type: 'rect', fill: 'var(--shade)' },
      encoding: { x: x('from'), x2: { field: 'until' } },
    },
    {
      data: { values: plot.bands.filter((band) => band.from > plot.x.domain[0]) },
      mark: { type: 'rule', stroke: 'var(--rule)' },
      encoding: { x: x('from') },
    },
    {
      data: { values: named },
      mark: { type: 'text', align: 'left', baseline: 'bottom', dx: 3, fill: 'var(--muted)', fontSize: FONT_SIZE },
      encoding: { x: x('from'), y: { value: -5 }, text: { field: 'label' } },
    },
  ];
  const limits: Layers = [
    {
      data: { values: [...plot.limits] },
      mark: {
        type: 'rule',
        stroke: STROKES.limit.color,
        strokeWidth: STROKES.limit.width,
        strokeDash: [...STROKES.limit.dash],
      },
      encoding: { y: y('at') },
    },
  ];
  const lines: Layers = plot.lines.flatMap(({ style, points }): Layers => {
    const { color, dash, width: strokeWidth } = STROKES[style];
    return [
      {
        data: { values: points.map((point) => ({ x: point.x, y: point.y })) },
        mark: { type: 'line', stroke: color, strokeDash: [...dash], strokeWidth, strokeJoin: 'round' },
        encoding: { x: x('x'), y: y('y') },
      },
      {
        data: { values: lonely(points) },
        mark: { type: 'circle', fill: color, size: 12, opacity: 1 },
        encoding: { x: x('x'), y: y('y') },
      },
    ];
  });
  return {
    width,
    height: frame.height - frame.bottom - top,
    padding: { left: frame.left, right: RIGHT, top, bottom: frame.bottom },
    autosize: 'none',
    background: 'transparent',
    params: [
      { name: 'xLabels', value: labelsOf(xLabels) },
      { name: 'yLabels', value: labelsOf(yLabels) },
    ],
    config: {
      aria: false,
      view: { stroke: null },
      mark: { invalid: 'break-paths-show-domains' },
      axis: { labelColor: 'var(--muted)', labelFontSize: FONT_SIZE, labelPadding: 6 },
      axisX: { grid: false, domainColor: 'var(--rule)', tickColor: 'var(--rule)', tickSize: 4, labelPadding: 3 },
      axisY: { gridColor: 'var(--grid)', domain: false, ticks: false },
    },
    layer: [...bands, ...limits, ...lines],
  };
}

function valuesOf(ticks: readonly Tick[]): number[] {
  return ticks.map(({ value }) => value);
}

function labelsOf(ticks: readonly Tick[]): Record<string, string> {
  return Object.fromEntries(ticks.map(({ value, label }) => [String(value), label]));
}

/** Bands wide enough for their name. `scale`: SVG units per unit of x. */
function readable(bands: readonly Band[], scale: number): Band[] {
  return bands.filter(
    ({ from, until, label }) => label !== '' && label.length * FONT_SIZE * 0.55 + 6 < (until - from) * scale,
  );
}

/** Points with nothing on either side, which no line would show. */
function lonely(points: readonly Point[]): Point[] {
  const isEmpty = (index: number): boolean => (points[index]?.y ?? null) === null;
  return points.filter((_, index) => !isEmpty(index) && isEmpty(index - 1) && isEmpty(index + 1));
}
