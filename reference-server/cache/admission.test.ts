import { describe, expect, test } from 'vitest';
import { seededRng } from '../seeded-rng.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { MemoryTier } from './memory-tier.ts';
import { ADMISSIONS, type Admission } from './open-entry-store.ts';

const HELD = 500;
const LIFE = { freshMs: 1e9, keptMs: 1e9 };

function tierWith(admission: Admission) {
  const clock = new ManualClock();
  const options = { maxEntries: HELD, maxBytes: 1e9, admission, clock, weigh: () => 1, rng: seededRng(1) };
  const tier = new MemoryTier<number>(options);
  /** Whether the tier had it. What it had not it is given. */
  const read = (key: string): boolean => {
    if (tier.get(key) !== undefined) return true;
    tier.set(key, 1, LIFE);
    return false;
  };
  return { tier, read };
}

/** Keys whose frequency falls with their rank to the power of `s`, as those of requests do. */
function zipf(keys: number, s: number, seed: number): () => string {
  const sums: number[] = [];
  for (let rank = 1; rank <= keys; rank += 1) sums.push((sums.at(-1) ?? 0) + rank ** -s);
  const rng = seededRng(seed);
  return () => {
    const wanted = rng.next() * (sums.at(-1) ?? 0);
    let [low, high] = [0, sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    return `key ${low}`;
  };
}

/** Share of hits, of reads after the first quarter. */
function hitRate(admission: Admission, reads: number, next: () => string, isCounted = (_key: string) => true): number {
  const { read } = tierWith(admission);
  let [hits, counted] = [0, 0];
  for (let at = 0; at < reads; at += 1) {
    const key = next();
    const isHit = read(key);
    if (at < reads / 4 || !isCounted(key)) continue;
    counted += 1;
    if (isHit) hits += 1;
  }
  return hits / counted;
}

const rates = (measure: (admission: Admission) => number) =>
  Object.fromEntries(ADMISSIONS.map((admission) => [admission, measure(admission)])) as Record<Admission, number>;

describe('of 10,000 keys as requests ask for them, 500 held', () => {
  test.each([0.8, 1])('at s = %d SIEVE and TinyLFU hold more of what is wanted than LRU', (s) => {
    const { lru, sieve, tinylfu } = rates((admission) => hitRate(admission, 100_000, zipf(10_000, s, 7)));
    expect(sieve - lru).toBeGreaterThan(0.03);
    expect(tinylfu - lru).toBeGreaterThan(0.05);
  });
});

test('a scan takes from LRU all that is wanted, and from SIEVE and TinyLFU next to nothing', () => {
  const left = rates((admission) => {
    const { tier, read } = tierWith(admission);
    const wanted = Array.from({ length: 400 }, (_, at) => `wanted ${at}`);
    for (let time = 0; time < 3; time += 1) wanted.forEach(read);
    for (let at = 0; at < 5_000; at += 1) read(`scanned ${at}`);
    return wanted.filter((key) => tier.get(key) !== undefined).length;
  });
  expect(left.lru).toBe(0);
  expect(left.sieve).toBeGreaterThan(390);
  expect(left.tinylfu).toBeGreaterThan(390);
});

test('while a scan goes on beside them, requests are hit less by LRU than by the others', () => {
  const isWanted = (key: string) => key.startsWith('key');
  const { lru, sieve, tinylfu } = rates((admission) => {
    const next = zipf(2_000, 1, 3);
    let at = 0;
    return hitRate(admission, 100_000, () => (++at % 2 === 0 ? `scanned ${at}` : next()), isWanted);
  });
  expect(sieve - lru).toBeGreaterThan(0.08);
  expect(tinylfu - lru).toBeGreaterThan(0.08);
});

test.each(ADMISSIONS)('%s takes up what is wanted now, and lets go of what was', (admission) => {
  const { read } = tierWith(admission);
  const [before, after] = [zipf(2_000, 1, 5), zipf(2_000, 1, 5)];
  for (let at = 0; at < 50_000; at += 1) read(before());
  let hits = 0;
  for (let at = 0; at < 50_000; at += 1) if (read(`new ${after()}`) && at >= 40_000) hits += 1;
  expect(hits / 10_000).toBeGreaterThan(0.6);
});
