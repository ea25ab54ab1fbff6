import { expect, test } from 'vitest';
import type { ClaimRule } from '../../gate/core/model/claim.ts';
import { claimedText, claimMetricWords } from './claimed-text.ts';

test.each<[ClaimRule, string, string, string]>([
  [{ kind: 'limit', metric: 'latency.p95', below: 85 }, 'ms', '< 85 ms', 'latency p95'],
  [{ kind: 'limit', metric: 'hit-rate', above: 0.8 }, 'share', '> 80 %', 'hit rate'],
  [{ kind: 'limit', metric: 'error-rate', below: 0 }, 'share', '< 0 %', 'error rate'],
  [{ kind: 'change', metric: 'latency.mean', atMost: -0.575 }, 'ms', '≤ −57.5 %', 'change of latency mean'],
  [{ kind: 'change', metric: 'throughput', atLeast: 0.5 }, '1/s', '≥ +50 %', 'change of throughput'],
  [{ kind: 'difference', metric: 'rss', atMost: 50e6 }, 'bytes', '≤ 50 MB more', 'RSS'],
  [{ kind: 'slope', metric: 'latency.p50', scale: 'log', atMost: 0.1 }, '', '≤ 0.1', 'slope of latency p50'],
])('the number of %o is shown as it was claimed', (rule, unit, claimed, words) => {
  expect(claimedText(rule, unit)).toBe(claimed);
  expect(claimMetricWords(rule)).toBe(words);
});
