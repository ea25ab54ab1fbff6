import { expect, test } from 'vitest';
import { anchors, capitalised, metricWords, unbroken } from './words.ts';

test('our names become words, a tool keeps its own', () => {
  expect(metricWords('latency.p95')).toBe('latency p95');
  expect(metricWords('latency.p99.9')).toBe('latency p99.9');
  expect(metricWords('hit-rate-l1')).toBe('hit rate L1');
  expect(metricWords('cpu-per-request')).toBe('CPU per request');
  expect(metricWords('http_req_duration{name:a.b-c}.p95')).toBe('http_req_duration{name:a.b-c} p95');
  expect(metricWords('http_req_failed.rate')).toBe('http_req_failed rate');
  expect(metricWords('')).toBe('');
});

test('a sentence begins with a capital unless a symbol or a name stands there', () => {
  expect(capitalised('the interval')).toBe('The interval');
  expect(capitalised('p95 needs more')).toBe('p95 needs more');
  expect(capitalised('http_req_failed rate is high')).toBe('http_req_failed rate is high');
});

test('a number keeps to its unit and an interval together', () => {
  expect(unbroken('is 12 ms (10–15 ms) of 3 routes')).toBe('is 12\u00a0ms (10\u2060–\u206015\u00a0ms) of 3 routes');
});

test('an anchor is given out once, and has only letters, digits and hyphens', () => {
  const anchor = anchors();
  expect([anchor('GET /a'), anchor('get-a'), anchor('GET_/A'), anchor('→'), anchor('')]).toEqual([
    'get-a',
    'get-a-2',
    'get-a-3',
    'x',
    'x-2',
  ]);
});
