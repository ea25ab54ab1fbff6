import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../stats/random.ts';
import { judgePaired, type Pair, type PairedQuestion } from './judge-paired.ts';

/** Launches whose pairs differ by a known factor, with noise of a known size around it. */
function launches(count: number, factor: number, { pairs = 16, noise = 0.02, seed = 1 } = {}): Pair[][] {
  const random = seededRandom(seed);
  const draw = () => (random() + random() + random() - 1.5) * 2;
  return Array.from({ length: count }, () => {
    const launch = factor * Math.exp(0.005 * draw());
    return Array.from({ length: pairs }, (): Pair => {
      const baseline = 10 * Math.exp(0.1 * draw());
      return [baseline, baseline * launch * Math.exp(noise * draw())];
    });
  });
}
const judge = (data: readonly (readonly Pair[])[], change: Partial<PairedQuestion> = {}) =>
  judgePaired({ launches: data, better: 'lower', margin: 0.05, ...change });

test('a change beyond the margin is a regression or an improvement, one within it is unchanged', () => {
  expect(judge(launches(5, 1.1)).verdict).toBe('regression');
  expect(judge(launches(5, 0.9)).verdict).toBe('improvement');
  expect(judge(launches(5, 1)).verdict).toBe('unchanged');
  expect(judge(launches(5, 1.1), { better: 'higher' }).verdict).toBe('improvement');
});

test('interval, level and p-value of one look are those of a t test over launches', () => {
  /* Reference: SciPy 1.17.1, r = stats.ttest_1samp([.03, .045, .061], 0, alternative='greater'); r.pvalue, r.confidence_interval(.95).low */
  const exact = [0.03, 0.045, 0.061].map((worse): Pair[] => [[1, Math.exp(worse)]]);
  const { interval, pValue, level, estimate, n } = judge(exact);
  expect(Math.log1p(interval?.[0] ?? Number.NaN)).toBeCloseTo(0.019198057716287575, 10);
  expect(pValue).toBeCloseTo(0.01842036095667686, 10);
  expect(estimate).toBeCloseTo(Math.expm1(0.136 / 3), 10);
  expect([level, n]).toEqual([0.95, 3]);
});

test('it stops at the first look that is certain, at the level of that look', () => {
  const early = judge(launches(5, 1.3), { looks: [3, 4, 5] });
  expect(early).toMatchObject({ verdict: 'regression', looks: 1, n: 48 });
  expect(early.level).toBeCloseTo(1 - 0.0114, 4);
  // Fewer launches than planned spend only what their looks may.
  expect(judge(launches(3, 1.05, { noise: 0.1 }), { looks: [3, 4, 5] }).looks).toBe(1);
});

test('one launch is judged with the assumed spread between launches, and says so', () => {
  const slightly = judge(launches(1, 1.03, { noise: 0.002 }));
  expect(slightly.warnings.map(({ code }) => code)).toEqual(['FEW_LAUNCHES']);
  expect(slightly.verdict).toBe('inconclusive');
  expect(judge(launches(1, 1.3)).verdict).toBe('regression');
});

test('a single pair decides nothing, however it comes out: it shows no spread', () => {
  expect(judge([[[100, 100]]])).toMatchObject({ verdict: 'inconclusive', estimate: null, n: 1 });
  expect(judge([[[100, 200]], []])).toMatchObject({ verdict: 'inconclusive', n: 1 });
  expect(judge([[[100, 100]], [[100, 100]]])).toMatchObject({ verdict: 'inconclusive', n: 2 });
});

test('before three launches only what is plain on a noisy machine ends a comparison that could go on', () => {
  const looks = [1, 2, 3];
  expect(judge(launches(3, 1.4), { looks })).toMatchObject({ verdict: 'regression', looks: 1 });
  expect(judge(launches(3, 1.06), { looks }).looks).toBe(3);
  expect(judge(launches(3, 1), { looks })).toMatchObject({ verdict: 'unchanged', looks: 3 });
});

test('counts without noise are certain at once', () => {
  const statements = (candidate: number) =>
    Array.from({ length: 3 }, () => Array.from({ length: 4 }, (): Pair => [3, candidate]));
  expect(judge(statements(4))).toMatchObject({ verdict: 'regression', pValue: 0 });
  expect(judge(statements(3))).toMatchObject({ verdict: 'unchanged', estimate: 0, interval: [0, 0] });
  expect(judge(statements(2))).toMatchObject({ verdict: 'improvement' });
});

test('from none to some is a regression without a size, and some pairs with a zero cannot be judged', () => {
  const pairs = (...all: Pair[]) => [all, all, all];
  expect(judge(pairs([0, 0], [0, 0]))).toMatchObject({ verdict: 'unchanged', estimate: 0 });
  expect(judge(pairs([0, 1], [0, 2]))).toMatchObject({ verdict: 'regression', estimate: null, interval: null });
  expect(judge(pairs([1, 0], [2, 0]))).toMatchObject({ verdict: 'improvement' });
  expect(judge(pairs([0, 1], [2, 2]))).toMatchObject({ verdict: 'invalid' });
});

test('without pairs, or with sides that cannot be of one metric, the comparison is invalid', () => {
  expect(judge([[[1e-300, 1e300]]])).toMatchObject({ verdict: 'invalid', estimate: null });
  expect(judge([])).toMatchObject({ verdict: 'invalid', n: 0 });
  expect(judge([[], [], []])).toMatchObject({ verdict: 'invalid', n: 0 });
});

const MIRRORED = { regression: 'improvement', improvement: 'regression', invalid: 'invalid' } as const;

test('swapped sides and a reversed direction turn the verdict, scaled units do not', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.8, max: 1.25, noNaN: true }),
      fc.integer({ min: 1, max: 6 }),
      fc.nat(1000),
      (factor, count, seed) => {
        const data = launches(count, factor, { seed, pairs: 6, noise: 0.01 });
        const { verdict } = judge(data);
        const swapped = judge(
          data.map((pairs) => pairs.map(([baseline, candidate]): Pair => [candidate, baseline])),
        ).verdict;
        const reversed = judge(data, { better: 'higher' }).verdict;
        const scaled = judge(
          data.map((pairs) => pairs.map(([baseline, candidate]): Pair => [baseline * 1e-3, candidate * 1e-3])),
        );
        expect(scaled.verdict).toBe(verdict);
        expect(swapped).toBe(reversed);
        if (verdict in MIRRORED) expect(swapped).toBe(MIRRORED[verdict as keyof typeof MIRRORED]);
        else expect(['unchanged', 'inconclusive']).toContain(swapped);
      },
    ),
  );
});

test('a rate that halves is half as large, a latency that doubles is once as large again', () => {
  const exact = (candidate: number) => Array.from({ length: 3 }, (): Pair[] => [[10, candidate]]);
  expect(judge(exact(5), { better: 'higher' }).estimate).toBeCloseTo(0.5, 12);
  expect(judge(exact(20)).estimate).toBeCloseTo(1, 12);
});

test('launches without pairs leave nothing unchanged, and are told', () => {
  const pairs = Array.from({ length: 16 }, (_, block) => [1 + block / 1000, 1 + ((block * 7) % 16) / 1000] as const);
  const question = { better: 'lower', margin: 0.05 } as const;
  expect(judgePaired({ ...question, launches: [pairs, pairs, pairs] }).verdict).toBe('unchanged');
  const some = judgePaired({ ...question, launches: [pairs, [], pairs, pairs, []] });
  expect(some).toMatchObject({ verdict: 'inconclusive', reason: expect.stringContaining('2 launches have no pairs') });
  expect(some.warnings.map(({ code }) => code)).toContain('LAUNCHES_WITHOUT_PAIRS');
});
