import { expect, test } from 'vitest';
import type { ComparisonRecord } from '../../gate/core/model/comparison-record.ts';
import { sampleRegression, sampleUnchanged, sampleUndecided } from '../golden/sample-comparison.ts';
import { viewText } from '../golden/view-text.ts';
import { comparisonReportView } from './comparison-report-view.ts';

const regression = sampleRegression();

test.each([
  ['regression', () => regression],
  ['unchanged', sampleUnchanged],
  ['undecided', sampleUndecided],
])('the view of a comparison with the verdict %s reads as in its golden file', async (name, sample) => {
  await expect(viewText(comparisonReportView(sample()))).toMatchFileSnapshot(`../golden/comparison-${name}-view.txt`);
});

test('what the data show speaks against the measurement, too, not only what the collector saw', () => {
  const { problems } = comparisonReportView(regression);
  expect(problems.rows.map(({ code }) => code)).toEqual(['REQUESTS_FAILED', 'MACHINE_SATURATED']);
});

test('a comparison that measured nothing has a view without charts, and says so', () => {
  const view = comparisonReportView({ ...regression, launches: [], metrics: [], problems: [], outcome: 'undecided' });
  expect(view.banner.sentence).toMatch(/^Nothing was judged: no metric of the plan was measured\./);
  expect(view.effects).toBeNull();
  expect([...view.sideCharts, ...view.blockCharts, ...view.primary.shown, ...view.work.shown]).toEqual([]);
});

test('an effect of another order ends in an arrow, and does not hide the others', () => {
  const { effects } = comparisonReportView(regression);
  if (effects === null || !('rows' in effects.plot)) throw new TypeError('there is no forest plot');
  const [worst] = effects.plot.rows;
  expect(worst?.estimate).toBeGreaterThan(1);
  expect(effects.plot.domain[1]).toBeLessThan(0.5);
  expect(effects.caption).toContain('Arrows point beyond the axis.');
});

test('the pairs of every launch are drawn, warm-up included, launches apart', () => {
  const [chart] = comparisonReportView(regression).blockCharts;
  if (chart === undefined || 'rows' in chart.plot) throw new TypeError('there is no chart of pairs');
  const { lines, bands, x } = chart.plot;
  const pairs = lines.find(({ name }) => name === 'pair')?.points ?? [];
  expect(pairs).toHaveLength(regression.launches.length * 38);
  expect(bands.filter(({ isShaded }) => isShaded).map(({ from }) => from)).toEqual([0, 38, 76, 114]);
  expect(x.domain).toEqual([0, 152]);
});

test('pairs of a long comparison are merged, not left out', () => {
  const [first] = regression.launches;
  const long: ComparisonRecord = {
    ...regression,
    launches: Array.from({ length: 10 }, () => first).flatMap((launch) => launch ?? []),
  };
  const [chart] = comparisonReportView(long).blockCharts;
  if (chart === undefined || 'rows' in chart.plot) throw new TypeError('there is no chart of pairs');
  expect(chart.caption).toContain('blocks of 2 s');
  expect(chart.table.rows).toHaveLength(190);
});

test('metrics that changed stand above those that are folded away', () => {
  const { secondary } = comparisonReportView(regression);
  expect(secondary.shown.length).toBeGreaterThanOrEqual(12);
  expect(secondary.folded.map(({ verdict }) => verdict)).not.toContain('regression');
});

test('the shares of a distribution add up to almost all of its samples, on both sides', () => {
  const [chart] = comparisonReportView(regression).sideCharts;
  if (chart === undefined || 'rows' in chart.plot) throw new TypeError('there is no distribution');
  for (const { points } of chart.plot.lines) {
    const total = points.reduce((sum, { y }) => sum + (y ?? 0), 0);
    expect(total).toBeGreaterThan(0.995);
    expect(total).toBeLessThanOrEqual(1 + 1e-9);
  }
});
