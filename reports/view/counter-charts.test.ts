import { expect, test } from 'vitest';
import type { RunRecord } from '../../gate/core/model/run-record.ts';
import type { RatioSeries, Series } from '../../gate/core/model/series.ts';
import { targetResult } from '../golden/assemble-record.ts';
import { sampleLoad } from '../golden/sample-load.ts';
import { resourceCharts, shareCharts } from './counter-charts.ts';
import { keyFigures } from './key-figures.ts';
import { rateChart } from './rate-chart.ts';
import { anchors } from './words.ts';

const NAMED = { route: null, better: 'higher' } as const;

/** A run of ten seconds without a plan, with eighty iterations a second, and the script's own threshold on their count. */
function countedRun(more: readonly Series[] = []): RunRecord {
  const record = sampleLoad({ seconds: 1 });
  const seconds = Array.from({ length: 10 }, (_, at) => at);
  const iterations: RatioSeries = {
    ...NAMED,
    kind: 'ratio',
    name: 'iterations',
    unit: '1/s',
    blocks: seconds.map((at) => ({ at, numerator: 80, denominator: 1 })),
  };
  const count: RatioSeries = {
    ...NAMED,
    kind: 'ratio',
    name: 'iterations.count',
    unit: 'iterations',
    blocks: seconds.map((at) => ({ at, numerator: 80, denominator: 0.1 })),
  };
  const measurement = { ...record.measurement, durationSeconds: 10, warmUpSeconds: 0, stages: [] };
  const judged = targetResult({ metric: 'iterations.count', above: 100, source: 'script' }, 'met', 800, null);
  return {
    ...record,
    measurement: { ...measurement, series: [iterations, count, ...more] },
    targets: [{ ...judged, unit: 'iterations' }],
  };
}

test('the limit of a count is drawn on the count that grows, not on the rate', () => {
  const record = countedRun();
  expect(rateChart(record)?.plot).toMatchObject({ limits: [] });
  const [chart] = resourceCharts(record, anchors());
  expect(chart?.legend).toMatchObject([
    { label: 'whole run', value: expect.stringMatching(/^800/) },
    { style: 'limit' },
  ]);
  expect(chart?.caption).toBe('Counted since the start of the run. Higher is better.');
  expect(chart?.table.rows.map((row) => row.at(-1))).toEqual(Array.from({ length: 10 }, (_, at) => `${(at + 1) * 80}`));
  expect(chart?.plot).toMatchObject({ limits: [{ at: 100 }] });
});

test('of a condition of the run neither way is called better', () => {
  const vus: Series = { ...NAMED, kind: 'level', name: 'vus', unit: 'VUs', blocks: [{ at: 0, value: 5 }] };
  const captions = resourceCharts(countedRun([vus]), anchors()).map(({ caption }) => caption);
  expect(captions).toContain('A condition of the run: neither way is better.');
});

test('checks are drawn once, with the limit of the threshold on them', () => {
  const checks: RatioSeries = {
    ...NAMED,
    kind: 'ratio',
    name: 'checks',
    unit: 'share',
    blocks: [{ at: 0, numerator: 7, denominator: 8 }],
  };
  const record = countedRun([checks, { ...checks, name: 'checks.rate' }]);
  const judged = targetResult({ metric: 'checks.rate', above: 0.8, source: 'script' }, 'met', 0.875, null);
  const charts = shareCharts({ ...record, targets: [{ ...judged, unit: 'share' }] }, anchors());
  expect(charts.map(({ title }) => title)).toEqual(['Checks']);
  expect(charts[0]?.legend.at(-1)).toMatchObject({ label: 'rate limit', value: '> 80 %' });
});

test('the requests among the figures are those that the share of failed ones is of', () => {
  const errors: RatioSeries = {
    ...NAMED,
    kind: 'ratio',
    name: 'error-rate',
    unit: 'share',
    blocks: [{ at: 0, numerator: 25, denominator: 100 }],
  };
  const throughput: RatioSeries = {
    ...errors,
    name: 'throughput',
    unit: '1/s',
    blocks: [{ at: 1, numerator: 90, denominator: 1 }],
  };
  const figures = keyFigures(countedRun([throughput, errors]));
  expect(figures).toContainEqual({ label: 'requests', value: '100' });
  expect(figures).toContainEqual({ label: 'failed', value: expect.stringMatching(/^25/) });
});
