import { expect, test } from 'vitest';
import { parsePrometheusText, parseSelector, sumSelected } from './prometheus-text.ts';

const TEXT = `# HELP hits Reads found.
# TYPE hits counter
hits{tier="l1",space="a \\"b\\" } , c\\\\"} 3
hits{tier="l2"} 4 1640995200000
temperature -2.5e-1
latency_bucket{le="+Inf"} 7 # {trace_id="abc"} 0.67 1640995200.5
limit +Inf
# EOF
`;

test('names, labels with escapes, values, timestamps and exemplars are read', () => {
  expect(parsePrometheusText(TEXT)).toEqual([
    { name: 'hits', labels: { tier: 'l1', space: 'a "b" } , c\\' }, value: 3 },
    { name: 'hits', labels: { tier: 'l2' }, value: 4 },
    { name: 'temperature', labels: {}, value: -0.25 },
    { name: 'latency_bucket', labels: { le: '+Inf' }, value: 7 },
    { name: 'limit', labels: {}, value: Number.POSITIVE_INFINITY },
  ]);
});

test.each(['<html>', 'hits', 'hits one', 'hits{tier="l1} 1', '{"cache":1}'])('"%s" is no sample', (line) => {
  expect(() => parsePrometheusText(line)).toThrow(/no Prometheus/);
});

test('a selector adds up what has its labels', () => {
  const samples = parsePrometheusText(TEXT);
  expect(sumSelected(samples, parseSelector('hits'))).toBe(7);
  expect(sumSelected(samples, parseSelector('hits{tier="l2"}'))).toBe(4);
});

test('what is not there is null, what is no number NaN, and neither is zero', () => {
  const samples = parsePrometheusText(`${TEXT}broken NaN\n`);
  expect(sumSelected(samples, parseSelector('misses'))).toBeNull();
  expect(sumSelected(samples, parseSelector('hits{tier="l3"}'))).toBeNull();
  expect(sumSelected(samples, parseSelector('broken'))).toBeNaN();
  expect(sumSelected(samples, parseSelector('limit'))).toBeNaN();
});

test.each(['', 'a b', 'hits{', 'hits{tier=l1}', '9lives'])('"%s" is no selector', (text) => {
  expect(() => parseSelector(text)).toThrow(/no Prometheus/);
});
