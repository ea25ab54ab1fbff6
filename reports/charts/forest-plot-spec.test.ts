import { expect, test } from 'vitest';
import { draw } from './draw.ts';
import { forestPlotSpec } from './forest-plot-spec.ts';
import type { ForestRow } from './plot.ts';
import { FRAMES } from './theme.ts';

const row: ForestRow = {
  name: 'Latency p95',
  detail: '<script>alert(1)</script>',
  verdict: 'regression',
  text: '+12.3 % (+9.8 to +14.9 %)',
  estimate: 0.123,
  interval: [0.098, 0.149],
  margin: 0.05,
  launches: [0.11, 0.13],
};
const svgOf = (...rows: readonly ForestRow[]): string =>
  draw(forestPlotSpec({ domain: [-0.2, 0.2], rows }, FRAMES.full));

test('a row says its name, its route, its verdict and its effect as text', () => {
  const svg = svgOf(row);
  for (const text of [
    'Latency p95',
    '&lt;script&gt;',
    'regression',
    '+12.3 % (+9.8 to +14.9 %)',
    '← better',
    'worse →',
  ])
    expect(svg).toContain(text);
  expect(svg).not.toMatch(/<script|style=|class=/);
});

test('the drawing grows with its rows', () => {
  const height = (svg: string): number => Number(/viewBox="0 0 \d+ (\d+)"/.exec(svg)?.[1]);
  expect(height(svgOf(row, row, row)) - height(svgOf(row))).toBe(88);
});

test('verdicts differ in shape, not only in colour', () => {
  const shapeOf = (verdict: ForestRow['verdict']): string =>
    /<path [^>]*d="([^"]*)"[^>]*stroke="var\(--page\)"/.exec(svgOf({ ...row, verdict }))?.[1] ?? '';
  const shapes = (['regression', 'improvement', 'unchanged', 'inconclusive'] as const).map(shapeOf);
  expect(new Set(shapes).size).toBe(4);
  expect(shapes).not.toContain('');
});

test('what lies beyond the axis ends in an arrow at its end; what has no size has no point', () => {
  const paths = (one: ForestRow): number => svgOf(one).match(/<path/g)?.length ?? 0;
  const far = { ...row, estimate: 1.5, interval: [1.2, 1.8] as const, launches: [] };
  const none = { ...row, estimate: null, interval: null, launches: [] };
  expect(paths(far)).toBe(paths(none) + 1);
  expect(paths({ ...row, launches: [] })).toBe(paths(none) + 1);
});
