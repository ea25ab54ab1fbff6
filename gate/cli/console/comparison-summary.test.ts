import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { sampleRegression, sampleUnchanged, sampleUndecided } from '../../../reports/golden/sample-comparison.ts';
import type { ComparisonRecord } from '../../core/model/comparison-record.ts';
import { comparisonSummary } from './comparison-summary.ts';

const [REGRESSION, UNCHANGED, UNDECIDED] = [sampleRegression(), sampleUnchanged(), sampleUndecided()];
const stream = new PassThrough() as unknown as NodeJS.WriteStream; // only its colours are asked for
const summaryOf = (record: ComparisonRecord, problems = record.problems) =>
  stripVTControlCharacters(comparisonSummary(record, problems, [['record', '/x']], stream));

test('a regression is the first row, the sentence of the banner, and is looked into', () => {
  const lines = summaryOf(REGRESSION).split('\n');
  const [first] = lines.slice(lines.findIndex((line) => line.startsWith('verdict')) + 1);
  expect(first).toMatch(/^regression +\S/);
  expect(lines.find((line) => line.includes('FAIL'))).toMatch(/of \d+ primary metrics worse\.$/);
  expect(lines).toContain('where the difference lies');
  expect(lines.join('\n')).not.toMatch(/undefined|NaN|null/);
});

test('a pass says that nothing is worse, what could have been seen, and that nobody calibrated', () => {
  const text = summaryOf(UNCHANGED);
  expect(text).toMatch(/PASS {3}none of \d+ primary metrics is worse by its margin/);
  expect(text).toMatch(/self-check +never calibrated on this machine class/);
  expect(text).toMatch(/record +\/x\n$/);
});

test('routes without a failed request on either side are counted, not listed', () => {
  const ofRoutes = UNCHANGED.metrics.filter(({ metric, route }) => metric === 'error-rate' && route !== null);
  const failing = UNCHANGED.metrics.map((one) => (one === ofRoutes[0] ? { ...one, candidate: 0.01 } : one));
  const text = summaryOf({ ...UNCHANGED, metrics: failing });
  expect(text).toContain(`unchanged  error rate of ${ofRoutes.length - 1} routes: no failed request on either side\n`);
  expect(text).toContain(`error rate of ${ofRoutes[0]?.route}`);
  expect(text).not.toContain(`error rate of ${ofRoutes[1]?.route}`);
});

test('an undecided comparison says how far it came and what is open', () => {
  const text = summaryOf(UNDECIDED);
  expect(text).toMatch(/UNDECIDED {3}.*inconclusive\.\n/);
  expect(text).toMatch(/5 launches of at most 5/);
});

test('a comparison on a machine where the gate cries wolf advises only, whatever it found', () => {
  const record = REGRESSION;
  const calibration = {
    machineClass: 'x',
    comparisons: 9,
    verdicts: 90,
    falseAlarms: 20,
    rateLowerBound: 0.15,
    isAdvisory: true,
    mde: {},
  };
  const text = summaryOf({ ...record, calibration, outcome: 'undecided' });
  expect(text).toMatch(/UNDECIDED {3}.*advise only/);
  expect(text).toContain('20 false alarms in 90 verdicts of 9 comparisons of identical builds');
});

test('a problem that makes every metric invalid is told once', () => {
  const record = UNCHANGED;
  const message = '7 iterations were due and not started';
  const metrics = record.metrics.map((metric) => ({
    ...metric,
    comparison: { ...metric.comparison, verdict: 'invalid' as const, reason: message, estimate: null, interval: null },
  }));
  const problem = { severity: 'invalid', code: 'ITERATIONS_DROPPED', message, route: null, series: null } as const;
  const text = summaryOf({ ...record, metrics, outcome: 'undecided' }, [problem]);
  expect(text.match(/7 iterations were due/g)).toHaveLength(2); // as a problem, and as the reason of the outcome
});

test('without a metric there is nothing to judge', () => {
  expect(summaryOf({ ...UNCHANGED, metrics: [], outcome: 'undecided' })).toMatch(/UNDECIDED {3}nothing to judge/);
});
