import { expect, test } from 'vitest';
import type { RatioBlock, RatioSeries } from '../model/series.ts';
import type { Target } from '../model/target.ts';
import { judgeTarget } from './judge-target.ts';
import { CLEAN_EVIDENCE, made } from './tests/made-run.ts';

/** Checks of a run: `fails` of the last block's hundred fail. */
function checks(blocks: number, fails: number, unit = 'share'): RatioSeries {
  const even = Array.from({ length: blocks }, (_, at): RatioBlock => ({ at, numerator: 100, denominator: 100 }));
  const last = { at: blocks, numerator: 100 - fails, denominator: 100 };
  return { kind: 'ratio', name: 'checks.rate', route: null, unit, better: 'higher', blocks: [...even, last] };
}

const judge = (series: RatioSeries, limit: Pick<Target, 'above' | 'below'>) =>
  judgeTarget({ metric: series.name, ...limit, source: 'script' }, made([series]), CLEAN_EVIDENCE, []);

test('every check has to pass: met when each did, with the share that may still fail in other runs', () => {
  const all = judge(checks(29, 0), { above: 1 });
  expect(all).toMatchObject({ verdict: 'met', observed: 1, n: 3000, warnings: [{ code: 'NO_CONFIDENCE' }] });
  // 3,000 checks at the assumed design effect of 4: the rule of three for 750.
  expect(all.interval?.[0]).toBeCloseTo(1 - 3 / 750, 4);
  expect(all.interval?.[1]).toBe(1);
  expect(all.reason).toBe('100 %, at least 99.6 % with 95 % confidence');
});

test('one failed check is a miss, in a run of any length', () => {
  const one = judge(checks(29, 1), { above: 1 });
  expect(one).toMatchObject({ verdict: 'missed', observed: 2999 / 3000, warnings: [] });
  expect(one.interval?.[1]).toBeLessThan(1);
  expect(judge(checks(3, 1), { above: 1 }).verdict).toBe('missed');
});

test('too few blocks without a failure are no pass', () => {
  expect(judge(checks(18, 0), { above: 1 })).toMatchObject({
    verdict: 'invalid',
    reason: '19 blocks with samples, 20 are needed',
  });
  expect(judge(checks(19, 0), { above: 1 }).verdict).toBe('met');
});

test('no request may fail is the mirror image', () => {
  const failed = (fails: number): RatioSeries => {
    const { blocks, ...series } = checks(29, fails);
    return {
      ...series,
      blocks: blocks.map((block) => ({ ...block, numerator: block.denominator - block.numerator })),
    };
  };
  const none = judge(failed(0), { below: 0 });
  expect(none).toMatchObject({ verdict: 'met', observed: 0 });
  expect(none.interval?.[1]).toBeCloseTo(3 / 750, 4);
  expect(judge(failed(1), { below: 0 }).verdict).toBe('missed');
});

test('limits that no share can miss, or meet, and shares of what is not counted, stay invalid', () => {
  for (const limit of [{ above: 0 }, { below: 1 }, { above: 1 + Number.EPSILON }, { below: -Number.EPSILON }])
    expect(judge(checks(29, 0), limit).verdict).toBe('invalid');
  const { blocks, ...cpu } = checks(29, 0);
  const measured = { ...cpu, blocks: blocks.map((block) => ({ ...block, numerator: 99.5 })) };
  expect(judge(measured, { above: 1 }).verdict).toBe('invalid');
});
