import { expect, test } from 'vitest';
import type { Trend } from '../../gate/core/model/history.ts';
import { sampleTrends } from '../golden/sample-trends.ts';
import { viewText } from '../golden/view-text.ts';
import { predictionBand } from './prediction-band.ts';
import { trendReportView } from './trend-report-view.ts';

const trends = sampleTrends();

function plotOf(trend: Trend) {
  const [drawing] = trendReportView([trend], 'x').charts;
  if (drawing === undefined || 'rows' in drawing.chart.plot) throw new TypeError('there is no chart');
  return { ...drawing.chart.plot, legend: drawing.chart.legend, table: drawing.chart.table };
}

test.each([1, 5, 90])('the view of trends of %i runs reads as in its golden file', async (runs) => {
  await expect(viewText(trendReportView(sampleTrends(runs), 'reference-server'))).toMatchFileSnapshot(
    `../golden/trend-${runs}-view.txt`,
  );
});

test('without history the page says so', () => {
  expect(trendReportView([], 'x')).toMatchObject({ sentence: 'There is no history yet.', rows: [], charts: [] });
});

test('a run that nobody should decide on is a gap in the line and a cross, and the table says why', () => {
  const [trend] = trends;
  if (trend === undefined) throw new TypeError('the sample is empty');
  const { lines, table } = plotOf(trend);
  const gaps = trend.points.flatMap(({ value }, index) => (value === null ? [index] : []));
  expect(gaps.length).toBeGreaterThan(0);
  expect(lines.find(({ name }) => name === 'no value')?.points.map(({ x }) => x)).toEqual(gaps);
  expect(lines.find(({ name }) => name === 'run')?.points[gaps[0] ?? -1]?.y).toBeNull();
  expect(table.rows.filter((row) => row[3] === 'the measurement is invalid: 214 iterations were dropped').length).toBe(
    gaps.filter((index) => index >= trend.points.length - 60).length,
  );
});

test('a change of level is a rule with its commits; a provisional one is drawn apart, an expired acceptance greyed', () => {
  const [, slow, accepted] = trends;
  if (slow === undefined || accepted === undefined) throw new TypeError('the sample is short');
  const short = (index: number): string => slow.points[index]?.commit?.slice(0, 7) ?? '';
  const [first] = slow.changePoints;
  expect(plotOf(slow).rules?.map(({ style }) => style)).toEqual(['changed', 'worse', 'provisional', 'better']);
  expect(plotOf(slow).rules?.at(-1)?.label).toBe(`${short((first?.index ?? 0) - 1)}..${short(first?.index ?? 0)}`);
  expect(plotOf(accepted).rules?.map(({ style }) => style)).toEqual(['changed', 'worse', 'accepted', 'expired']);
});

test('where the subject says otherwise of itself, a rule and an event say what changed', () => {
  const [still] = trends;
  if (still === undefined) throw new TypeError('the sample is empty');
  expect(plotOf(still).rules).toEqual([{ at: 71.5, label: 'changed', style: 'changed' }]);
  expect(trendReportView([still], 'x').charts[0]?.events).toMatchObject([
    { kind: 'subject changed', at: 72, what: 'settings: "17bf3107a9b1" became "9d0c22e41f6a"' },
  ]);
});

test('of a long history the newest 400 runs are drawn, with their changes where they were', () => {
  const [, slow] = sampleTrends(500);
  if (slow === undefined) throw new TypeError('the sample is short');
  const { lines, rules } = plotOf(slow);
  expect(lines.find(({ name }) => name === 'run')?.points).toHaveLength(400);
  const newest = slow.changePoints.at(-1)?.index ?? 0;
  expect(rules?.find(({ style }) => style === 'worse')?.at).toBe(newest - 100 - 0.5);
});

test('of many metrics those that crept worst are drawn, and the page says so', () => {
  const view = trendReportView(Array.from({ length: 5 }, () => trends).flat(), 'x');
  expect(view.rows).toHaveLength(20);
  expect(view.charts).toHaveLength(12);
  expect(view.note).toBe('The 12 that crept worst of 20; the table above has a line for each.');
  expect(view.rows[0]?.verdict).toBe('regression');
});

test('the band of prediction holds the next run of the same level, and not one of another', () => {
  const values = Array.from({ length: 20 }, (_, index) => 100 + ((index * 7) % 5));
  const [low, high] = predictionBand(values) ?? [0, 0];
  expect(low).toBeLessThan(100);
  expect(high).toBeGreaterThan(104);
  expect(high).toBeLessThan(112);
  expect(predictionBand(values.slice(0, 9))).toBeNull();
  expect(predictionBand([...values, 0])).toBeNull();
});
