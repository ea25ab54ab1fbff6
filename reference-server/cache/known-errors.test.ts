import { expect, test } from 'vitest';
import { CacheFleet, countingLoader, settled } from '../testing/cache-fleet.ts';

const OUTAGE = new Error('the database cannot be reached');

function failingLoader() {
  let calls = 0;
  const load = async (): Promise<string> => {
    calls++;
    throw OUTAGE;
  };
  return { load, calls: () => calls };
}

test('while a failed load is remembered, what another process has put into L2 is served, and nothing is loaded', async () => {
  const fleet = new CacheFleet();
  const [here, there] = [fleet.join().cache, fleet.join().cache];
  const { load, calls } = failingLoader();
  for (let read = 0; read < 3; read++) await expect(here.fetch('a', load, 60)).rejects.toBe(OUTAGE);
  expect([calls(), here.getStats().loads, here.getStats().misses]).toEqual([1, 1, 3]);
  await there.set('a', 'of the other', 60);
  expect(await here.fetch('a', load, 60)).toEqual({ value: 'of the other', tier: 'l2' });
  expect(calls()).toBe(1);
});

test('a value of L2 in its grace is served each time, not only to the reader whose load failed', async () => {
  const fleet = new CacheFleet();
  const life = { ttlSeconds: 10, graceSeconds: 60, whileStale: 'wait' } as const;
  await fleet.join().cache.set('a', 'kept', life);
  fleet.clock.advance(10_000);
  const { cache } = fleet.join();
  const { load, calls } = failingLoader();
  for (let read = 0; read < 3; read++) {
    expect(await cache.fetch('a', load, life)).toEqual({ value: 'kept', tier: 'stale' });
  }
  expect([calls(), cache.getStats().l2Hits, cache.getStats().l1Hits]).toEqual([1, 3, 0]);
});

test('an outage that is over is nobody’s answer: it is asked for, and then there is one load for all', async () => {
  let isUp = false;
  const asked: unknown[] = [];
  const isOver = async (error: unknown) => {
    asked.push(error);
    return isUp;
  };
  const { cache } = new CacheFleet({ isOver }).join();
  const failing = failingLoader();
  for (let read = 0; read < 3; read++) await expect(cache.fetch('a', failing.load, 60)).rejects.toBe(OUTAGE);
  expect([failing.calls(), asked]).toEqual([1, [OUTAGE, OUTAGE]]);
  isUp = true;
  const { load, calls } = countingLoader();
  const reads = await Promise.all(Array.from({ length: 200 }, () => cache.fetch('a', load, 60)));
  expect([calls(), reads.every(({ value }) => value === 'value 1')]).toEqual([1, true]);
});

test('deleting a tag lets every key be loaded again: what could not be loaded has no tags that are known', async () => {
  const { cache } = new CacheFleet().join();
  await expect(cache.fetch('a', failingLoader().load, { ttlSeconds: 60, tags: ['t'] })).rejects.toBe(OUTAGE);
  await cache.deleteTags('t');
  expect(await cache.getOrSet('a', async () => 'loaded', 60)).toBe('loaded');
});

test('a Redis that falls silent meanwhile costs the reader one wait, and the error is told', async () => {
  const { cache, kv } = new CacheFleet({ breaker: null, lease: {} }).join();
  await expect(cache.fetch('a', failingLoader().load, 60)).rejects.toBe(OUTAGE);
  kv.link = 'mute';
  await expect(cache.fetch('a', failingLoader().load, 60)).rejects.toBe(OUTAGE);
  await settled();
  expect(cache.getStats()).toMatchObject({ l2Timeouts: 1, loads: 1 });
});
