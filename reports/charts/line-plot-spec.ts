import type { TopLevelSpec } from 'vega-lite';
import { placeLabels } from './place-labels.ts';
import type { Band, Line, LineStyle, Plot, Point } from './plot.ts';
import { axisOf, framed, type Layers } from './spec-frame.ts';
import { FONT_SIZE, type Frame, RIGHT, STROKES, TOP } from './theme.ts';
import { xTicks, yTicks } from './ticks.ts';

/** The vega-lite specification of a plot in a frame. */
export function linePlotSpec(plot: Plot, frame: Frame): TopLevelSpec {
  const width = frame.width - frame.left - RIGHT;
  const scale = width / (plot.x.domain[1] - plot.x.domain[0]);
  const named = readable(plot.bands, scale);
  const labels = placeLabels(plot.rules ?? [], plot.x.domain, scale);
  const top = labels.some(({ row }) => row > 0)
    ? TOP.stacked
    : named.length + labels.length > 0
      ? TOP.named
      : TOP.plain;
  const ticks = { x: xTicks(plot.x, frame.xTicks), y: yTicks(plot.y, frame.yTicks) };
  const axisX = axisOf('xLabels', ticks.x);
  const axisY = axisOf('yLabels', ticks.y);
  const scaleX = { domain: [...plot.x.domain], nice: false };
  const scaleY = { domain: [...plot.y.domain], type: plot.y.scale, nice: false };
  const x = (field: string) => ({ field, type: 'quantitative' as const, scale: scaleX, axis: axisX });
  const y = (field: string) => ({ field, type: 'quantitative' as const, scale: scaleY, axis: axisY });
  const text = { type: 'text', baseline: 'bottom', fontSize: FONT_SIZE, fill: 'var(--muted)' } as const;

  const bands: Layers = [
    {
      data: { values: plot.bands.filter((band) => band.isShaded) },
      mark: { type: 'rect', fill: 'var(--shade)' },
      encoding: { x: x('from'), x2: { field: 'until' } },
    },
    ...(plot.areas ?? []).map((area) => ({
      data: { values: [area] },
      mark: { type: 'rect' as const, fill: 'var(--line-1)', fillOpacity: 0.13 },
      encoding: { x: x('from'), x2: { field: 'until' }, y: y('low'), y2: { field: 'high' } },
    })),
    {
      data: { values: plot.bands.filter((band) => band.from > plot.x.domain[0]) },
      mark: { type: 'rule', stroke: 'var(--rule)' },
      encoding: { x: x('from') },
    },
    {
      data: { values: named },
      mark: { ...text, align: 'left', dx: 3 },
      encoding: { x: x('from'), y: { value: -5 }, text: { field: 'label' } },
    },
  ];
  const limits: Layers = [
    { data: { values: [...plot.limits] }, mark: { type: 'rule', ...strokeOf('limit') }, encoding: { y: y('at') } },
  ];
  const rules: Layers = [
    ...(plot.rules ?? []).map((rule) => ({
      data: { values: [{ at: rule.at }] },
      mark: { type: 'rule' as const, ...strokeOf(rule.style) },
      encoding: { x: x('at') },
    })),
    ...labels.map(({ at, label, align, row }) => ({
      data: { values: [{ at, label }] },
      mark: { ...text, align },
      encoding: { x: x('at'), y: { value: -5 - row * 14 }, text: { field: 'label' } },
    })),
  ];
  const lines: Layers = plot.lines.flatMap((line): Layers => {
    const encoding = { x: x('x'), y: y('y') };
    const values = line.points.map((point) => ({ x: point.x, y: point.y }));
    return [...marksOf(line, values)].map((layer) => ({ ...layer, encoding }));
  });
  return framed(
    {
      width,
      height: frame.height - frame.bottom - top,
      padding: { left: frame.left, right: RIGHT, top, bottom: frame.bottom },
    },
    ticks,
    [...bands, ...limits, ...rules, ...lines],
  );
}

function strokeOf(style: LineStyle) {
  const { color, dash, width } = STROKES[style];
  return { stroke: color, strokeDash: [...dash], strokeWidth: width };
}

/** The layers of a line without their encoding: the line, and dots for what no line would show. */
function marksOf({ style, marks = 'line' }: Line, points: readonly Point[]) {
  const { color } = STROKES[style];
  const measured = points.filter(({ y }) => y !== null);
  const dots = (values: readonly Point[], size: number) => ({
    data: { values: [...values] },
    mark: { type: 'circle' as const, fill: color, size, opacity: 1 },
  });
  const line = {
    data: { values: [...points] },
    mark: { type: 'line' as const, ...strokeOf(style), strokeJoin: 'round' as const },
  };
  switch (marks) {
    case 'line':
      return [line, dots(lonely(points), 12)];
    case 'dotted line':
      return [line, dots(measured, 22)];
    case 'dots':
      // One path of endless short strokes with round ends: a tenth of the bytes of a circle each.
      return [
        {
          data: { values: measured.flatMap((point) => [point, { x: point.x, y: null }]) },
          mark: {
            type: 'line' as const,
            stroke: color,
            strokeWidth: 4,
            strokeCap: 'round' as const,
            strokeOpacity: 0.6,
          },
        },
      ];
    case 'crosses': {
      const shape = 'M-.5,-.5L.5,.5M.5,-.5L-.5,.5';
      return [
        {
          data: { values: measured },
          mark: { type: 'point' as const, shape, stroke: color, strokeWidth: 1.4, size: 70, opacity: 1 },
        },
      ];
    }
  }
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
