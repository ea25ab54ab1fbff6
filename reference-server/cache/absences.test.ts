import { expect, test } from 'vitest';
import { seededRng } from '../seeded-rng.ts';
import { CacheFleet, settled } from '../testing/cache-fleet.ts';
import type { BusKind } from './invalidation-bus.ts';

const SCHEDULES = 400;

/** Lets that many things that wait have their turn. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await null;
}

/**
 * A row is made by one process while both ask for it, in so many orders of events drawn from a seed. Returns how often somebody was
 * told afterwards that there is none.
 */
async function hiddenRows(negatives: 'both' | 'l1', bus: BusKind = 'pubsub'): Promise<number> {
  const rng = seededRng(1);
  const upTo = (most: number) => Math.floor(rng.next() * most);
  let hidden = 0;
  for (let schedule = 0; schedule < SCHEDULES; schedule++) {
    const fleet = new CacheFleet({ bus, negatives, life: { negativeTtlSeconds: 60 } });
    const [maker, other] = [fleet.join().cache, fleet.join().cache];
    await settled();
    let isThere = false;
    const load = async () => {
      const seen = isThere;
      await turns(upTo(20));
      return seen ? 'row' : null;
    };
    const read = async (cache: typeof maker) => {
      await turns(upTo(30));
      return cache.getOrSet('row:1', load, 300);
    };
    const make = async () => {
      await turns(upTo(30));
      isThere = true;
      await maker.delete('row:1');
    };
    await Promise.all([read(maker), read(other), read(other), make()]);
    await settled();
    const told = await Promise.all([maker, other].map((cache) => cache.getOrSet('row:1', load, 300)));
    if (told.includes(null)) hidden++;
  }
  return hidden;
}

test.each<BusKind>(['pubsub', 'tracking'])(
  'by %s, an absence that is for L1 alone never hides a row that was made since, in whatever order things happen',
  async (bus) => {
    expect(await hiddenRows('l1', bus)).toBe(0);
  },
);

test('one that goes to L2 as well does, now and then', async () => {
  expect(await hiddenRows('both')).toBeGreaterThan(0);
});
