import { expect, test } from 'vitest';
import { sampleLoad } from '../golden/sample-load.ts';
import { sampleStress } from '../golden/sample-stress.ts';
import { sampleCapacity, sampleMicro } from '../golden/sample-suites.ts';
import { viewText } from '../golden/view-text.ts';
import { runReportView } from './run-report-view.ts';

test.each([
  ['load', sampleLoad],
  ['stress', sampleStress],
  ['micro', sampleMicro],
  ['capacity', sampleCapacity],
])('the view of a %s run reads as in its golden file', async (name, sample) => {
  await expect(viewText(runReportView(sample()))).toMatchFileSnapshot(`../golden/${name}-view.txt`);
});

test('a run that measured nothing has a view without charts, and says so', () => {
  const record = sampleLoad();
  const empty = runReportView({
    ...record,
    measurement: { ...record.measurement, durationSeconds: 0, stages: [], series: [] },
    targets: [],
    problems: [],
    outcome: 'undecided',
  });
  expect(empty.banner.sentence).toBe('Nothing was judged: the run has no targets.');
  expect(empty.routes).toBeNull();
  expect([...empty.timeCharts, ...empty.shareCharts, ...empty.resourceCharts, ...empty.routeCharts]).toEqual([]);
});

test('a run that ended in its warm-up draws it and states no percentile of it', () => {
  const record = sampleLoad({ seconds: 0 });
  const view = runReportView(record);
  expect(view.routes).toBeNull();
  expect(view.timeCharts[0]?.legend.map((entry) => entry.value)).toEqual(['', '', '', '< 85 ms']);
});

test('of forty routes the slowest are drawn, and the page says so', () => {
  const view = runReportView(sampleLoad({ routes: 40, seconds: 20 }));
  expect(view.routeCharts).toHaveLength(12);
  expect(view.routeChartsNote).toBe('The 12 slowest of 40; the table above has a line for each.');
  expect(view.routes?.rows).toHaveLength(41);
});

test('a suite that is its own subject is named once', () => {
  const record = sampleMicro();
  const suite = { ...record, subject: { ...record.subject, name: record.benchmark.name } };
  expect(runReportView(suite)).toMatchObject({ subject: '', title: expect.not.stringContaining(' on ') });
});
