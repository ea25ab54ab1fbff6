import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ManualClock } from '../testing/manual-clock.ts';
import { MemoryKv, MemoryStore } from '../testing/memory-store.ts';
import { textCodec } from '../testing/text-codec.ts';
import { Breaker, type Leave } from './breaker.ts';
import { createCache } from './create-cache.ts';
import { guardKv } from './guarded-kv.ts';

function made() {
  const clock = new ManualClock();
  return { clock, breaker: new Breaker(clock) };
}

function fail(breaker: Breaker, times: number): void {
  for (let call = 0; call < times; call++) {
    const leave = breaker.enter();
    if (leave !== null) breaker.failed(leave);
  }
}

test('five failures within ten seconds open it, four or slower ones do not', () => {
  const { clock, breaker } = made();
  fail(breaker, 4);
  clock.advance(10_000);
  fail(breaker, 4);
  expect(breaker.state).toBe('closed');
  fail(breaker, 1);
  expect([breaker.state, breaker.enter()]).toEqual(['open', null]);
});

test('with a pause, nobody tries for that long after a failure, unless there is a new connection', () => {
  const clock = new ManualClock();
  const breaker = new Breaker(clock, { pauseMs: 50 });
  fail(breaker, 1);
  expect([breaker.state, breaker.enter(), breaker.openings]).toEqual(['open', null, 0]);
  clock.advance(50);
  expect([breaker.state, breaker.enter()]).toEqual(['closed', { isProbe: false }]);
  fail(breaker, 1);
  breaker.reconnected();
  expect(breaker.enter()).toEqual({ isProbe: false });
});

test('caches that share a breaker share what they learn of their store', async () => {
  const clock = new ManualClock();
  const store = new MemoryStore(clock);
  const kv = new MemoryKv(store);
  const breaker = new Breaker(clock, { pauseMs: 50 });
  const parts = { l1: { maxEntries: 10, maxBytes: 1e6 }, l2: kv, codec: textCodec, clock, breaker };
  const [answers, rows] = ['answers', 'rows'].map((namespace) => createCache({ namespace, ...parts }));
  kv.link = 'mute';
  await answers?.getOrSet('a', async () => (await rows?.getOrSet('b', async () => 'of b', 60)) ?? '', 60);
  expect([answers?.getStats().l2Errors, rows?.getStats().l2Errors, rows?.getStats().l2Skips]).toEqual([1, 0, 1]);
});

test('after a second one call is let through; it decides for all', () => {
  const { clock, breaker } = made();
  fail(breaker, 5);
  clock.advance(999);
  expect(breaker.enter()).toBeNull();
  clock.advance(1);
  expect(breaker.state).toBe('half-open');
  const probe = breaker.enter() as Leave;
  expect([probe.isProbe, breaker.enter()]).toEqual([true, null]);
  breaker.failed(probe);
  clock.advance(1000);
  const next = breaker.enter() as Leave;
  breaker.succeeded(next);
  expect(breaker.state).toBe('closed');
  fail(breaker, 4);
  expect(breaker.state).toBe('closed');
});

test('calls that began before it opened close nothing and shut nothing longer', () => {
  const { clock, breaker } = made();
  const [early, late] = [breaker.enter() as Leave, breaker.enter() as Leave];
  fail(breaker, 5);
  breaker.succeeded(early);
  expect(breaker.state).toBe('open');
  clock.advance(999);
  breaker.failed(late);
  clock.advance(1);
  expect(breaker.state).toBe('half-open');
});

test('whatever happened before, a store that answers is used again within one cooldown', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('advance' as const), ms: fc.nat(3000) }),
    fc.record({ kind: fc.constantFrom('enter' as const, 'fail' as const, 'succeed' as const), ms: fc.nat(5) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { clock, breaker } = made();
      const under: Leave[] = [];
      for (const { kind, ms } of steps) {
        if (kind === 'advance') clock.advance(ms);
        if (kind === 'enter') under.push(...[breaker.enter()].filter((leave) => leave !== null));
        const [leave] = kind === 'fail' || kind === 'succeed' ? under.splice(ms % (under.length || 1), 1) : [];
        if (leave !== undefined && kind === 'fail') breaker.failed(leave);
        if (leave !== undefined && kind === 'succeed') breaker.succeeded(leave);
      }
      clock.advance(1000);
      const leave = breaker.enter();
      if (leave === null) throw new Error('it is stuck');
      breaker.succeeded(leave);
      expect(breaker.state).toBe('closed');
    }),
  );
});

test('a store that is silent is left alone, one that refuses is not, and a new connection is tried at once', async () => {
  const clock = new ManualClock();
  const kv = new MemoryKv(new MemoryStore(clock));
  const guarded = guardKv(kv, new Breaker(clock));
  kv.link = 'oom';
  for (let call = 0; call < 20; call++) await expect(guarded.set('a', Buffer.of(1), 1)).rejects.toThrow('OOM');
  expect(guarded.isReady).toBe(true);
  kv.link = 'mute';
  for (let call = 0; call < 5; call++) await expect(guarded.get('a')).rejects.toThrow('the link is mute');
  const commands = kv.getCommandCount();
  expect(guarded.isReady).toBe(false);
  for (let call = 0; call < 20; call++) await expect(guarded.get('a')).rejects.toThrow('left alone');
  expect(kv.getCommandCount()).toBe(commands);
  kv.link = 'up';
  expect(guarded.isReady).toBe(true);
  expect(await guarded.get('a')).toBeNull();
});
