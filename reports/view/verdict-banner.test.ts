import { expect, test } from 'vitest';
import type { RunRecord } from '../../gate/core/model/run-record.ts';
import type { TargetResult } from '../../gate/core/model/target.ts';
import { targetResult } from '../golden/assemble-record.ts';
import { sampleLoad } from '../golden/sample-load.ts';
import { sampleStress } from '../golden/sample-stress.ts';
import { verdictBanner } from './verdict-banner.ts';

const record = { ...sampleLoad({ seconds: 1 }), problems: [] };
const route = 'GET /api/users';
const p95 = { metric: 'latency.p95', route, below: 100, source: 'test' };

/** The sentence without the marks that keep numbers together. */
function sentence(change: Partial<RunRecord>): string {
  return verdictBanner({ ...record, ...change })
    .sentence.replaceAll('\u00a0', ' ')
    .replaceAll('\u2060', '');
}

function targets(...results: readonly TargetResult[]): Partial<RunRecord> {
  return { targets: results };
}

test('a failed run names its worst target with value, interval and limit', () => {
  const missed = targetResult(p95, 'missed', 132, [128, 137]);
  expect(sentence({ ...targets(missed), outcome: 'fail' })).toBe(
    'Latency p95 of GET /api/users is 132 ms (128–137 ms): above its limit of 100 ms.',
  );
  const rate = {
    ...targetResult({ metric: 'hit-rate', above: 0.8, source: 'test' }, 'missed', 0.61, [0.59, 0.63]),
    unit: 'share',
  };
  expect(sentence({ ...targets(rate), outcome: 'fail' })).toBe('Hit rate is 61 % (59–63 %): below its limit of 80 %.');
});

test('a failed run whose requests failed everywhere says with what, and one of whose routes has a problem does not', () => {
  const missed = targetResult(p95, 'missed', 132, [128, 137]);
  const message = '61 % of all requests failed, most often with 503';
  const problem = { severity: 'invalid', code: 'REQUESTS_FAILED', message, route: null, series: 'latency' } as const;
  const failed = (one: typeof problem | { readonly route: string }) =>
    sentence({ ...targets(missed), problems: [{ ...problem, ...one }], outcome: 'fail' });
  expect(failed(problem)).toMatch(/limit of 100 ms\. 61 % of all requests failed, most often with 503\.$/);
  expect(failed({ route: 'GET /other' })).toMatch(/limit of 100 ms\.$/);
});

test('a passed run names the target that was closest to its limit', () => {
  const close = targetResult(p95, 'met', 90, [85, 95]);
  const far = targetResult({ ...p95, route: 'GET /far' }, 'met', 9, [8, 10]);
  expect(sentence({ ...targets(far, close), outcome: 'pass' })).toBe(
    'All 2 targets are met. Closest to its limit: latency p95 of GET /api/users is 90.0 ms (85.0–95.0 ms), limit below 100 ms.',
  );
});

test('an undecided run says why it is: too close, invalid, or nothing to judge', () => {
  const close = targetResult(p95, 'inconclusive', 99, [91, 108]);
  expect(sentence({ ...targets(close), outcome: 'undecided' })).toBe(
    'Latency p95 of GET /api/users is 99.0 ms (91.0–108 ms): too close to its limit of 100 ms to tell.',
  );
  const few = targetResult(p95, 'inconclusive', 4, null);
  expect(sentence({ ...targets(few), outcome: 'undecided' })).toBe(
    'Latency p95 of GET /api/users is 4.00 ms: too few independent samples to tell, limit below 100 ms.',
  );
  const invalid = { ...targetResult(p95, 'invalid', 99, null), reason: 'too few samples.' };
  expect(sentence({ ...targets(invalid), outcome: 'undecided' })).toBe(
    'Latency p95 of GET /api/users cannot be judged: too few samples. Its limit is below 100 ms.',
  );
  expect(sentence({ ...targets(), outcome: 'undecided' })).toBe('Nothing was judged: the run has no targets.');
});

test('targets that one thing spoils are counted, none of them named', () => {
  const spoilt = { ...targetResult(p95, 'invalid', 99, null), reason: '9 iterations were due and not started.' };
  expect(sentence({ ...targets(spoilt, spoilt), outcome: 'undecided' })).toBe(
    'None of the 2 targets can be judged: 9 iterations were due and not started.',
  );
  const met = targetResult({ ...p95, route: 'GET /far' }, 'met', 9, [8, 10]);
  expect(sentence({ ...targets(spoilt, met, spoilt), outcome: 'undecided' })).toBe(
    '2 of 3 targets cannot be judged: 9 iterations were due and not started.',
  );
});

test('targets that are met in a measurement that went wrong elsewhere: both are said', () => {
  const met = targetResult(p95, 'met', 90, [85, 95]);
  const message = 'the subject has no counter hits';
  const problems = [
    { severity: 'invalid', code: 'COUNTER_MISSING', message, route: null, series: 'hit-rate' },
  ] as const;
  expect(sentence({ ...targets(met), problems, outcome: 'undecided' })).toMatch(
    /^The target is met\..* The subject has no counter hits\.$/,
  );
});

test('a stress run names the highest rate that held, and what gave way', () => {
  const banner = verdictBanner(sampleStress());
  expect(banner.word).toBe('PASS');
  expect(sentence(sampleStress())).toBe(
    'Every target holds up to 800 iterations/s. At 1,200 iterations/s (stage 1200/s), latency p95 of all requests is 143 ms (139–148 ms): above its limit of 25 ms.',
  );
  expect(sentence({ capacity: { highestRate: null, stages: [] } })).toBe(
    'No stage was shown to hold every target. No stage was judged.',
  );
});
