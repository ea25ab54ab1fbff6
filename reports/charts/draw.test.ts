import { expect, test } from 'vitest';
import { draw } from './draw.ts';
import { linePlotSpec } from './line-plot-spec.ts';
import type { Plot } from './plot.ts';
import { FRAMES } from './theme.ts';

const plot: Plot = {
  x: { kind: 'time', domain: [0, 60] },
  y: { unit: 'ms', scale: 'linear', domain: [0, 10] },
  lines: [
    { name: 'p50', style: 'first', points: [1, 2, null, 4, null, 6, 7].map((y, index) => ({ x: index * 10, y })) },
  ],
  bands: [{ from: 20, until: 60, label: '<script>alert(1.23456)</script>', isShaded: true }],
  limits: [{ at: 5, label: 'limit', text: '< 5 ms' }],
};

test('the same plot has the same bytes, whatever was drawn before', () => {
  const first = draw(linePlotSpec(plot, FRAMES.full));
  draw(linePlotSpec(plot, FRAMES.phone));
  expect(draw(linePlotSpec(plot, FRAMES.full))).toBe(first);
});

test('a drawing carries no style, no script, no size of its own, and keeps text as text', () => {
  const svg = draw(linePlotSpec(plot, FRAMES.full));
  expect(svg).toMatch(/^<svg viewBox="0 0 1096 300">/);
  expect(svg).not.toMatch(/<script|<style|style=|class=|href|http/);
  expect(svg).toContain('&lt;script&gt;alert(1.23456)&lt;/script&gt;');
});

test('a line breaks where nothing was measured, and a lone point is a dot', () => {
  const svg = draw(linePlotSpec(plot, FRAMES.full));
  const line = /<path d="([^"]*)" stroke="var\(--line-1\)"/.exec(svg)?.[1] ?? '';
  expect(line.match(/M/g)).toHaveLength(3);
  expect(svg.match(/fill="var\(--line-1\)"/g)).toHaveLength(1);
});

test('a drawing that needs ids is refused: they would clash on the page', () => {
  const spec = { width: 10, height: 10, padding: { left: 0 }, data: { values: [{ x: 1 }] } } as const;
  const clipped = {
    ...spec,
    data: { values: [{ x: 1 }] },
    mark: { type: 'line', clip: true },
    encoding: { x: { field: 'x', type: 'quantitative' } },
  } as const;
  expect(() => draw({ ...clipped })).toThrow('ids of its own');
});

test('what vega-lite would only warn of is an error', () => {
  const encoding = { x: { field: 'x', type: 'nominal', scale: { type: 'log' } } } as const;
  const spec = { width: 10, height: 10, padding: { left: 0 }, data: { values: [] }, mark: 'line', encoding } as const;
  expect(() => draw({ ...spec, data: { values: [] } })).toThrow('vega-lite');
});
