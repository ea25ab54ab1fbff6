import type { TopLevelSpec } from 'vega-lite';
import { FONT_SIZE } from './theme.ts';
import type { Tick } from './ticks.ts';

export type Layers = Extract<TopLevelSpec, { layer: unknown }>['layer'];

interface Room {
  readonly width: number;
  readonly height: number;
  readonly padding: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
}

/** What all specifications share: a fixed size, so that plots above each other line up; no title; axes that keep quiet. */
export function framed(room: Room, ticks: { x: readonly Tick[]; y: readonly Tick[] }, layer: Layers): TopLevelSpec {
  return {
    ...room,
    autosize: 'none',
    background: 'transparent',
    params: [
      { name: 'xLabels', value: labelsOf(ticks.x) },
      { name: 'yLabels', value: labelsOf(ticks.y) },
    ],
    config: {
      aria: false,
      view: { stroke: null },
      mark: { invalid: 'break-paths-show-domains' },
      axis: { labelColor: 'var(--muted)', labelFontSize: FONT_SIZE, labelPadding: 6 },
      axisX: { grid: false, domainColor: 'var(--rule)', tickColor: 'var(--rule)', tickSize: 4, labelPadding: 3 },
      axisY: { gridColor: 'var(--grid)', domain: false, ticks: false },
    },
    layer,
  };
}

/** An axis with exactly these ticks and their labels. */
export function axisOf(name: 'xLabels' | 'yLabels', ticks: readonly Tick[]) {
  return {
    values: ticks.map(({ value }) => value),
    labelExpr: `${name}[datum.value]`,
    title: null,
    labelOverlap: false,
  };
}

function labelsOf(ticks: readonly Tick[]): Record<string, string> {
  return Object.fromEntries(ticks.map(({ value, label }) => [String(value), label]));
}
