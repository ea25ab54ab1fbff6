import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { HOSTILE, hostileRecord } from './golden/hostile-record.ts';
import { sampleLoad } from './golden/sample-load.ts';
import { sampleStress } from './golden/sample-stress.ts';
import { sampleMicro } from './golden/sample-suites.ts';
import { renderRunReport } from './render-run-report.ts';

/** What a report of eight routes over a minute may weigh. */
const MOST_BYTES = 400_000;

const load = sampleLoad();
const html = renderRunReport(load);

test('the same record gives the same bytes, whatever was rendered before', () => {
  renderRunReport(sampleMicro());
  expect(renderRunReport(sampleLoad())).toBe(html);
});

test('a report of eight routes over a minute weighs at most 400 kB', () => {
  expect(Buffer.byteLength(html)).toBeLessThan(MOST_BYTES);
});

test('ten minutes, or two hundred routes, weigh at most 400 kB', () => {
  expect(Buffer.byteLength(renderRunReport(sampleLoad({ seconds: 590, rate: 40 })))).toBeLessThan(MOST_BYTES);
  expect(Buffer.byteLength(renderRunReport(sampleLoad({ seconds: 20, routes: 200 })))).toBeLessThan(MOST_BYTES);
});

test('the policy allows exactly the style sheet of the page, and nothing else', () => {
  const css = /<style>(.*?)<\/style>/s.exec(html)?.[1] ?? '';
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/
    .exec(html)?.[1]
    ?.replaceAll('&#x27;', "'")
    .replaceAll('&#x3D;', '=');
  const hash = createHash('sha256').update(css).digest('base64');
  expect(policy).toBe(
    `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`,
  );
  expect(html.match(/<style/g)).toHaveLength(1);
  expect(html).not.toMatch(/<script|<iframe|<object|<embed|\son[a-z]+=|\sstyle=|javascript:|@import|url\(/i);
});

test.each([
  ['load', html],
  ['stress', renderRunReport(sampleStress())],
  ['micro', renderRunReport(sampleMicro())],
  ['hostile', renderRunReport(hostileRecord())],
  ['wide', renderRunReport(sampleLoad({ routes: 40, seconds: 5 }))],
])('anchors of the %s report are unique, and every link and label has one to go to', (_, page) => {
  const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  expect(ids.length).toBeGreaterThan(10);
  expect(new Set(ids).size).toBe(ids.length);
  const references = [...page.matchAll(/ (?:href="#|aria-labelledby=")([^"]*)"/g)].flatMap(([, names = '']) =>
    names.split(' '),
  );
  expect(references.filter((name) => !ids.includes(name))).toEqual([]);
});

test('text from outside stays text wherever a record has room for it', () => {
  const hostile = renderRunReport(hostileRecord());
  expect(hostile).not.toContain('<script');
  expect(hostile).not.toContain('<img');
  expect(hostile.match(/<\/title>/g)).toHaveLength(1);
  expect(hostile.match(/<\/style>/g)).toHaveLength(1);
  expect(hostile.split('&lt;script&gt;window.planted').length).toBeGreaterThan(50);
  expect(hostile).toContain('{{title}}');
  expect(HOSTILE).toContain('<script>');
});

test('the report of a run that measured nothing is a page with a verdict, problems and provenance', () => {
  const empty = renderRunReport({
    ...load,
    measurement: { ...load.measurement, durationSeconds: 0, stages: [], series: [] },
    targets: [],
    outcome: 'undecided',
  });
  expect(empty).toContain('UNDECIDED');
  expect(empty).not.toMatch(/<article|<figure|NaN|undefined|Infinity/);
});
