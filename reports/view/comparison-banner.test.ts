import { expect, test } from 'vitest';
import type { Comparison, ComparisonVerdict } from '../../gate/core/model/comparison.ts';
import type { MetricComparison } from '../../gate/core/model/comparison-record.ts';
import { sampleRegression } from '../golden/sample-comparison.ts';
import { comparisonBanner } from './comparison-banner.ts';

const record = sampleRegression();
const [any] = record.metrics;
if (any === undefined) throw new TypeError('the sample has no metrics');

function metric(
  verdict: ComparisonVerdict,
  estimate: number | null,
  interval: Comparison['interval'],
  change: Partial<MetricComparison> = {},
): MetricComparison {
  const comparison = { ...any?.comparison, verdict, estimate, interval, reason: 'too few pairs', mde: null, n: 90 };
  return {
    ...(any as MetricComparison),
    metric: 'latency.p95',
    route: 'GET /a',
    unit: 'ms',
    baseline: 2.31,
    candidate: 2.6,
    margin: 0.05,
    ...change,
    comparison: { level: 0.95, looks: 1, pValue: 0.1, warnings: [], ...comparison },
  };
}

/** The first sentences, without the marks that keep numbers together and without what it took. */
function sentence(...metrics: readonly MetricComparison[]): string {
  return comparisonBanner({ ...record, metrics }, [])
    .sentence.replaceAll('\u00a0', ' ')
    .replaceAll('\u2060', '')
    .replace(/ Seen in .*$/, '');
}

test('a regression is named with effect, interval, margin and both values', () => {
  expect(sentence(metric('unchanged', 0, [-0.01, 0.01]), metric('regression', 0.123, [0.098, 0.149]))).toBe(
    'Latency p95 of GET /a is worse by +12.3 % (+9.8 to +14.9 %), beyond its margin of 5 %: 2.31 ms became 2.60 ms.',
  );
});

test('of two regressions the one that is more margins beyond is named', () => {
  const wide = metric('regression', 0.2, [0.1, 0.3], { margin: 0.2, route: 'GET /wide' });
  expect(sentence(wide, metric('regression', 0.123, [0.098, 0.149]))).toContain('GET /a');
});

test('more failed requests have no relative size, and are said in points', () => {
  const reason = '0 % of requests failed, now 2 % (+1.2 to +2.9 points)';
  const errors = metric('regression', null, null, { metric: 'error-rate', route: null, unit: 'share', margin: 0.001 });
  expect(sentence({ ...errors, comparison: { ...errors.comparison, reason } })).toBe(
    'Error rate is worse, beyond its margin of 0.1 points: 0 % of requests failed, now 2 % (+1.2 to +2.9 points).',
  );
});

test('an undecided comparison says whether it is uncertainty, chance or an invalid measurement', () => {
  expect(sentence(metric('inconclusive', 0.04, [-0.02, 0.1]))).toBe(
    'Latency p95 of GET /a changed by +4.0 % (−2.0 to +10.0 %): too uncertain to tell from its margin of 5 %.',
  );
  expect(sentence(metric('inconclusive', 0.3, [0.2, 0.4]))).toContain('among so many metrics one is that far off');
  expect(sentence(metric('invalid', null, null))).toBe('Latency p95 of GET /a cannot be judged: Too few pairs.');
});

test('a passed comparison names what came nearest to its margin, or what got better', () => {
  expect(sentence(metric('unchanged', -0.01, [-0.02, 0]), metric('unchanged', 0.02, [0.01, 0.03]))).toBe(
    'Nothing that decides got worse by its margin. Nearest: latency p95 of GET /a changed by +2.0 % (+1.0 to +3.0 %), 5 % allowed.',
  );
  expect(sentence(metric('improvement', -0.2, [-0.3, -0.1]), metric('unchanged', 0, [-0.01, 0.01]))).toMatch(
    /^Nothing that decides got worse\. Latency p95 of GET \/a is better: −20\.0 %/,
  );
});

test('it says what it took', () => {
  expect(comparisonBanner(record, []).sentence.replaceAll('\u00a0', ' ')).toMatch(
    /Seen in 4 launches of each side, 3 min 15 s from command to verdict\.$/,
  );
});
