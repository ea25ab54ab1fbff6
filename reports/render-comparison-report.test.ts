import { expect, test } from 'vitest';
import { hostileComparison, hostileTrends } from './golden/hostile-comparison.ts';
import { HOSTILE } from './golden/hostile-record.ts';
import { sampleRegression, sampleUndecided } from './golden/sample-comparison.ts';
import { sampleTrends } from './golden/sample-trends.ts';
import { renderComparisonReport } from './render-comparison-report.ts';
import { renderTrendReport } from './render-trend-report.ts';

/** What a page may weigh. */
const MOST_BYTES = 400_000;

const regression = sampleRegression();
const html = renderComparisonReport(regression);
const hostile = renderComparisonReport(hostileComparison());
const hostileTrend = renderTrendReport(hostileTrends(), HOSTILE);

test('the same record gives the same bytes, whatever was rendered before', () => {
  renderTrendReport(sampleTrends(5), 'x');
  expect(renderComparisonReport(sampleRegression())).toBe(html);
});

test('five launches weigh at most 400 kB', () => {
  expect(Buffer.byteLength(renderComparisonReport(sampleUndecided()))).toBeLessThan(MOST_BYTES);
});

test('a thousand metrics weigh at most 400 kB', () => {
  const metrics = Array.from({ length: 20 }, (_, turn) =>
    regression.metrics.map((metric) => ({ ...metric, route: `${metric.route ?? 'GET'} /${turn}` })),
  ).flat();
  expect(metrics.length).toBeGreaterThan(1000);
  expect(Buffer.byteLength(renderComparisonReport({ ...regression, metrics }))).toBeLessThan(MOST_BYTES);
});

test.each([1, 5, 400])('a trend page of %i runs weighs at most 400 kB', (runs) => {
  const trends = Array.from({ length: 12 }, () => sampleTrends(runs)).flat();
  expect(Buffer.byteLength(renderTrendReport(trends, 'x'))).toBeLessThan(MOST_BYTES);
});

test('a trend page without history is a page that says so', () => {
  const page = renderTrendReport([], 'reference-server');
  expect(page).toContain('There is no history yet.');
  expect(page).not.toMatch(/<article|<table|NaN|undefined|Infinity/);
});

test.each([
  ['comparison', html],
  ['hostile comparison', hostile],
  ['trend', renderTrendReport(sampleTrends(), 'reference-server')],
  ['hostile trend', hostileTrend],
])('anchors of the %s page are unique, and every link and label has one to go to', (_, page) => {
  const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  expect(ids.length).toBeGreaterThan(10);
  expect(new Set(ids).size).toBe(ids.length);
  const references = [...page.matchAll(/ (?:href="#|aria-labelledby=")([^"]*)"/g)].flatMap(([, names = '']) =>
    names.split(' '),
  );
  expect(references.filter((name) => !ids.includes(name))).toEqual([]);
  expect(page).not.toMatch(/<iframe|<object|<embed|\son[a-z]+=|\sstyle=|javascript:|@import|url\(/i);
  expect(page).not.toMatch(/NaN|undefined|Infinity/);
});

test('text from outside stays text wherever a comparison or a trend has room for it', () => {
  for (const page of [hostile, hostileTrend]) {
    expect(page).not.toContain('<script');
    expect(page).not.toContain('<img');
    expect(page.match(/<\/title>/g)).toHaveLength(1);
    expect(page.match(/<\/style>/g)).toHaveLength(1);
    expect(page.split('&lt;script&gt;window.planted').length).toBeGreaterThan(20);
    expect(page).toContain('{{title}}');
  }
});

test('the report of a comparison that measured nothing is a page with a verdict, problems and provenance', () => {
  const empty = renderComparisonReport({
    ...regression,
    launches: [],
    metrics: [],
    explanation: null,
    calibration: null,
    outcome: 'undecided',
  });
  expect(empty).toContain('UNDECIDED');
  expect(empty).toContain('was never calibrated');
  expect(empty).not.toMatch(/<article|<figure|NaN|undefined|Infinity/);
});
