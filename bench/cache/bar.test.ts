import { afterEach, expect, test, vi } from 'vitest';
import { judgeBar, judgeCount, judgeLimit } from './bar.ts';

const said = vi.spyOn(console, 'log').mockImplementation(() => {});
afterEach(() => said.mockClear());

const around = (ratio: number) => [0.98, 1, 1.02].map((noise): [number, number] => [10, 10 * ratio * noise]);

test('a bar is met when the whole interval is on its good side, missed when it is beyond, and else undecided', () => {
  expect([
    judgeBar('x', around(2), { atMost: 3 }),
    judgeBar('x', around(4), { atMost: 3 }),
    judgeBar('x', around(3), { atMost: 3 }),
  ]).toEqual([0, 1, 2]);
  expect([
    judgeBar('x', around(20), { atLeast: 15 }),
    judgeBar('x', around(10), { atLeast: 15 }),
    judgeBar('x', around(15), { atLeast: 15 }),
  ]).toEqual([0, 1, 2]);
  expect(said.mock.calls[0]?.[0]).toMatch(/^x: 2\.00 \[1\.9\d, 2\.1\d\] of 3 pairs; bar: at most 3: met$/);
  expect(said.mock.calls[1]?.[0]).toMatch(/MISSED$/);
});

test('counts and limits are exact', () => {
  expect([judgeCount('x', 1, 1), judgeCount('x', 2, 1), judgeCount('x', 0, 1)]).toEqual([0, 1, 1]);
  expect([
    judgeLimit('x', 50, 'ms', 50),
    judgeLimit('x', 50.1, 'ms', 50),
    judgeLimit('x', Number.NaN, 'ms', 50),
  ]).toEqual([0, 1, 1]);
});
