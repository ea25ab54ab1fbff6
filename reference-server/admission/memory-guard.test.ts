import { expect, test } from 'vitest';
import { ManualClock } from '../testing/manual-clock.ts';
import { MemoryGuard, type MemoryReading } from './memory-guard.ts';

const settings = { limitBytes: 0, warnShare: 0.85, shedShare: 0.95 };

function guardOf(changed: Partial<MemoryReading> = {}) {
  const clock = new ManualClock();
  const logged: string[] = [];
  const write = (_fields: object, message: string) => void logged.push(message);
  const reading = { rssBytes: 10, rssLimitBytes: 100, heapBytes: 10, heapLimitBytes: 100, ...changed };
  const guard = new MemoryGuard(settings, clock, { info: write, warn: write, error: write }, () => ({ ...reading }));
  const become = (later: Partial<MemoryReading>) => {
    Object.assign(reading, later);
    clock.advance(250);
  };
  return { clock, guard, logged, reading, become };
}

test.each([
  [{ rssBytes: 85 }, 'fine'],
  [{ rssBytes: 86 }, 'short'],
  [{ heapBytes: 86 }, 'short'],
  [{ rssBytes: 95 }, 'short'],
  [{ rssBytes: 96 }, 'shedding'],
  [{ heapBytes: 96 }, 'shedding'],
] as const)('with %j memory is %s', (reading, level) => {
  const { guard } = guardOf(reading);
  expect(guard.state.level).toBe(level);
  expect(guard.takesOn()).toBe(level !== 'shedding');
});

test('it says once that it sheds and once that it is over, and counts whom it turned away', () => {
  const { guard, logged, become } = guardOf();
  expect(guard.takesOn()).toBe(true);
  become({ rssBytes: 99 });
  for (let request = 0; request < 10; request += 1) expect(guard.takesOn()).toBe(false);
  become({ rssBytes: 50 });
  expect(guard.takesOn()).toBe(true);
  expect(guard.state.shed).toBe(10);
  expect(logged).toEqual(['memory is short: no new work is taken on', 'there is memory again: work is taken on']);
});

test('it looks four times a second at most', () => {
  const { guard, clock, reading } = guardOf();
  reading.rssBytes = 99;
  clock.advance(249);
  expect(guard.takesOn()).toBe(true);
  clock.advance(1);
  expect(guard.takesOn()).toBe(false);
});

test('of this process it reads what there is', () => {
  const clock = new ManualClock();
  const log = { info() {}, warn() {}, error() {} };
  const { rssBytes, rssLimitBytes, heapBytes, heapLimitBytes } = new MemoryGuard(settings, clock, log).state;
  expect(rssBytes).toBeGreaterThan(heapBytes);
  expect(rssLimitBytes).toBeGreaterThan(rssBytes);
  expect(rssLimitBytes).toBeLessThan(2 ** 50);
  expect(heapLimitBytes).toBeGreaterThan(heapBytes);
});
