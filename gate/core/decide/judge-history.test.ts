import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../stats/random.ts';
import { type HistoryQuestion, judgeHistory } from './judge-history.ts';

/** Runs around a level, with noise of about 2 %. */
function runs(count: number, level = 100, seed = 1): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => level * (1 + 0.02 * (random() + random() + random() - 1.5) * 2));
}
const judge = (candidate: number, change: Partial<HistoryQuestion> = {}) =>
  judgeHistory({ history: runs(40), candidate, better: 'lower', margin: 0.05, ...change });

test('an alarm that a second run confirms is a regression, or an improvement the other way', () => {
  expect(judge(115, { confirmation: 114 })).toMatchObject({ verdict: 'regression', looks: 2, n: 40 });
  expect(judge(85, { confirmation: 86 }).verdict).toBe('improvement');
  expect(judge(115, { confirmation: 114, better: 'higher' }).verdict).toBe('improvement');
  expect(judge(85, { confirmation: 86, better: 'higher' }).verdict).toBe('regression');
});

test('an alarm without confirmation, or with one that says otherwise, is inconclusive', () => {
  expect(judge(115)).toMatchObject({ verdict: 'inconclusive', looks: 1 });
  expect(judge(115).reason).toContain('a second run must confirm');
  expect(judge(115, { confirmation: 100 }).reason).toContain('did not confirm');
  expect(judge(115, { confirmation: 85 }).verdict).toBe('inconclusive');
});

test('a run in the middle of its history is unchanged, one whose noise hides the margin is inconclusive', () => {
  expect(judge(100).verdict).toBe('unchanged');
  const wild = runs(40).map((value, position) => value * (position % 2 === 0 ? 0.8 : 1.2));
  expect(judge(100, { history: wild }).verdict).toBe('inconclusive');
  expect(judge(120, { history: wild, confirmation: 120 }).verdict).not.toBe('regression');
});

test('a change below the margin is no regression, however quiet the history', () => {
  const quiet = Array.from({ length: 40 }, () => 100);
  expect(judge(104, { history: quiet, confirmation: 104 }).verdict).toBe('unchanged');
  expect(judge(106, { history: quiet, confirmation: 106 }).verdict).toBe('regression');
});

test('fewer than ten runs are inconclusive and name the way out', () => {
  expect(judge(200, { history: runs(9), confirmation: 200 })).toMatchObject({
    verdict: 'inconclusive',
    n: 9,
    estimate: null,
  });
  expect(judge(200, { history: [] }).reason).toContain('compare with the base revision');
});

test('the history after an improvement is the baseline, that after a regression nobody accepted is not', () => {
  const improved = judge(100, { history: [...runs(40, 100), ...runs(30, 80, 2)], confirmation: 100 });
  expect(improved).toMatchObject({ verdict: 'regression', warnings: [] });
  const regressed = judge(120, { history: [...runs(40, 100), ...runs(30, 120, 2)], confirmation: 120 });
  expect(regressed.verdict).toBe('regression');
  expect(regressed.warnings.map(({ code }) => code)).toEqual(['UNACCEPTED_REGRESSION']);
});

test('only the last forty runs count', () => {
  expect(judge(100, { history: runs(300) }).n).toBe(40);
});

test('values without a ratio are invalid', () => {
  expect(judge(0).verdict).toBe('invalid');
  expect(judge(100, { history: [...runs(30), 0] }).verdict).toBe('invalid');
});

test('scaled units change nothing, and a reversed direction mirrors the verdict', () => {
  const mirrored: Readonly<Record<string, string>> = { regression: 'improvement', improvement: 'regression' };
  fc.assert(
    fc.property(fc.double({ min: 80, max: 125, noNaN: true }), fc.constantFrom(1e-6, 3, 1e9), (candidate, unit) => {
      const plain = judge(candidate, { confirmation: candidate });
      const scaled = judge(candidate * unit, {
        confirmation: candidate * unit,
        history: runs(40).map((value) => value * unit),
      });
      expect(scaled.verdict).toBe(plain.verdict);
      const reversed = judge(candidate, { confirmation: candidate, better: 'higher' }).verdict;
      if (plain.verdict in mirrored) expect(reversed).toBe(mirrored[plain.verdict]);
    }),
    { numRuns: 50 },
  );
});
