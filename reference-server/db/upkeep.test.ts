import { expect, test } from 'vitest';
import { ManualClock } from '../testing/manual-clock.ts';
import type { Connection } from './connection.ts';
import { Upkeep } from './upkeep.ts';

const LIFETIME_MS = 1_000;

/** Connections opened one after the other at the same moment, and those of them that are still kept. */
function keptTogether(count: number) {
  const clock = new ManualClock();
  const kept = new Set(
    Array.from({ length: count }, (_, number) => {
      const times = { openedAt: 0, idleSince: 0, provenAt: 0 };
      // What an upkeep looks at; a real one would need a database.
      return { number, ...times } as unknown as Connection;
    }),
  );
  const upkeep = new Upkeep(
    {
      idle: () => [...kept],
      surplus: () => 0,
      withdraw: () => false,
      giveBack() {},
      drop: (connection) => void kept.delete(connection),
    },
    { idleMs: 1e9, lifetimeMs: LIFETIME_MS, validateMs: 1e9, validateTimeoutMs: 1, clock },
  );
  return {
    async leftAfter(ms: number) {
      clock.advance(ms - clock.monotonicMs());
      await upkeep.run();
      return kept.size;
    },
  };
}

test('connections of one age end a fifth at a time, each a fiftieth of the lifetime after the other, and none outlives it', async () => {
  const connections = keptTogether(20);
  const left: number[] = [];
  for (const ms of [919, 921, 941, 961, 981, 1_001]) left.push(await connections.leftAfter(ms));
  expect(left).toEqual([20, 16, 12, 8, 4, 0]);
});
