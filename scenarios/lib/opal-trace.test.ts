import { expect, test } from 'vitest';
import { MAPPING_TYPES, METRICS_WINDOWS, OPAL_DOMAINS } from '../../reference-server/domains/opal/opal-words.ts';
import { hashOf, visitsOf } from '../../tests/scenarios/visits-of.ts';
import { opalTraceOf } from './opal-trace.ts';

const visits = (seed: number, count: number) => visitsOf(opalTraceOf(seed, 600), count);

test('the visits of seed 1 are these: another trace is another benchmark', () => {
  expect(hashOf(visits(1, 1_000))).toBe('96f120707042c746');
  expect(visits(2, 10)).not.toEqual(visits(1, 10));
});

test('everything is asked for in the words of the server, and nothing else', () => {
  const paths = new Set(visits(3, 20_000).map(({ path }) => path));
  const ids = Array.from({ length: 600 }, (_, index) => `/api/opal/mappings/${index + 1}`);
  const expected = [
    ...ids,
    ...MAPPING_TYPES.flatMap((type) => [`/api/opal/mappings?type=${type}`, `/api/mappings/${type}`]),
    ...OPAL_DOMAINS.flatMap((domain) => [
      `/api/opal/coordination/${domain}`,
      ...['high', 'normal', 'low'].map((level) => `/api/rules/${level}?domain=${domain}`),
      ...METRICS_WINDOWS.map((window) => `/api/metrics/${domain}?window=${window}`),
    ]),
  ];
  expect([...paths].filter((path) => !expected.includes(path))).toEqual([]);
  expect(expected.filter((path) => !ids.includes(path) && !paths.has(path))).toEqual([]);
});

test('what the trace allows a cache without bounds is what document 000 asks for, of mappings too', () => {
  const [rate, warmUpSeconds, seconds] = [150, 30, 100];
  const held = new Set<string>();
  const hitRates = { all: { reads: 0, hits: 0 }, mappings: { reads: 0, hits: 0 } };
  for (const [iteration, { path, next }] of visits(1, rate * (warmUpSeconds + seconds)).entries()) {
    const isJudged = iteration >= rate * warmUpSeconds;
    for (const [kind, count] of Object.entries(hitRates)) {
      if (!isJudged || (kind === 'mappings' && !/mappings/.test(path))) continue;
      count.reads += next === 'reload' ? 2 : 1;
      count.hits += (held.has(path) ? 1 : 0) + (next === 'reload' ? 1 : 0);
    }
    held.add(path);
  }
  // No time to live is shorter than the run.
  expect(hitRates.all.hits / hitRates.all.reads).toBeCloseTo(0.99, 3);
  expect(hitRates.mappings.hits / hitRates.mappings.reads).toBeCloseTo(0.984, 3);
});
