import { expect, test } from 'vitest';
import { hashOf, visitsOf } from '../../tests/scenarios/visits-of.ts';
import { learningTraceOf } from './learning-trace.ts';

const visits = (seed: number, count: number) => visitsOf(learningTraceOf(seed, 2_000), count);

test('the visits of seed 1 are these: another trace is another benchmark', () => {
  expect(hashOf(visits(1, 1_000))).toBe('738ec3304a5d4f6e');
  expect(visits(2, 10)).not.toEqual(visits(1, 10));
});

test('every aggregate is asked for, of learners that there are', () => {
  const all = visits(3, 5_000);
  expect(new Set(all.map(({ route }) => route)).size).toBe(8);
  for (const { path } of all) {
    const id = Number(/^\/api\/analytics\/[a-z/-]+\?userId=(\d+)$/.exec(path)?.[1]);
    expect(id).toBeGreaterThanOrEqual(1);
    expect(id).toBeLessThanOrEqual(2_000);
  }
});

test('what the trace allows a cache without bounds is more than document 002 asks for', () => {
  const [rate, warmUpSeconds, seconds] = [150, 10, 65];
  const held = new Set<string>();
  let reads = 0;
  let hits = 0;
  for (const [iteration, { path, next }] of visits(1, rate * (warmUpSeconds + seconds)).entries()) {
    if (iteration >= rate * warmUpSeconds) {
      reads += next === 'reload' ? 2 : 1;
      hits += (held.has(path) ? 1 : 0) + (next === 'reload' ? 1 : 0);
    }
    held.add(path);
  }
  // No time to live is shorter than the run.
  expect(hits / reads).toBeCloseTo(0.76, 2);
});
