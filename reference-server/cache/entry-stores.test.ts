import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ADMISSIONS, type Admission, openEntryStore } from './open-entry-store.ts';

interface Entry {
  readonly bytes: number;
}

/** A store together with what it said came in and went out. */
function watched(admission: Admission, limits: { readonly maxEntries: number; readonly maxBytes: number }) {
  const inside = new Map<string, Entry>();
  let evictions = 0;
  const store = openEntryStore<Entry>(admission, {
    ...limits,
    weigh: ({ bytes }) => bytes,
    onInsert: (entry, key) => {
      expect(inside.has(key), `${key} comes in twice`).toBe(false);
      inside.set(key, entry);
    },
    onRemove: (entry, key, isEvicted) => {
      expect(inside.get(key), `${key} goes out`).toBe(entry);
      inside.delete(key);
      if (isEvicted) evictions += 1;
    },
    random: () => 0.5,
  });
  return { store, inside, evictions: () => evictions };
}

const key = fc.integer({ min: 0, max: 11 }).map((number) => `key ${number}`);
const operation = fc.oneof(
  {
    weight: 60,
    arbitrary: fc.record({ what: fc.constant('set' as const), key, bytes: fc.integer({ min: 1, max: 60 }) }),
  },
  { weight: 60, arbitrary: fc.record({ what: fc.constantFrom('get' as const, 'peek' as const), key }) },
  { weight: 10, arbitrary: fc.record({ what: fc.constant('delete' as const), key }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('clear' as const) }) },
);

describe.each(ADMISSIONS)('%s', (admission) => {
  test('whatever comes, it holds what was set last or nothing, never too much, and tells of all that comes and goes', () => {
    let evicted = 0;
    let hits = 0;
    const limits = fc.record({
      maxEntries: fc.integer({ min: 1, max: 8 }),
      maxBytes: fc.integer({ min: 20, max: 200 }),
    });
    fc.assert(
      fc.property(
        limits,
        fc.array(operation, { maxLength: 200, size: 'max' }),
        ({ maxEntries, maxBytes }, operations) => {
          const { store, inside, evictions } = watched(admission, { maxEntries, maxBytes });
          const last = new Map<string, Entry>();
          for (const step of operations) {
            if (step.what === 'clear') {
              store.clear();
              last.clear();
            } else if (step.what === 'delete') {
              store.delete(step.key);
              last.delete(step.key);
            } else if (step.what === 'set') {
              const entry = { bytes: step.bytes };
              store.set(step.key, entry);
              last.set(step.key, entry);
              expect(store.peek(step.key)).toBe(step.bytes > maxBytes ? undefined : entry);
            } else {
              const held = store[step.what](step.key);
              expect(held).toBe(inside.get(step.key));
              if (held === undefined) continue;
              hits += 1;
              expect(held).toBe(last.get(step.key));
            }
            expect(new Set(store.keys())).toEqual(new Set(inside.keys()));
            expect(store.size).toBe(inside.size);
            expect(store.size).toBeLessThanOrEqual(maxEntries);
            expect(store.calculatedSize).toBe([...inside.values()].reduce((sum, { bytes }) => sum + bytes, 0));
            expect(store.calculatedSize).toBeLessThanOrEqual(maxBytes);
          }
          evicted += evictions();
        },
      ),
      { numRuns: 300 },
    );
    expect(evicted).toBeGreaterThan(100);
    expect(hits).toBeGreaterThan(1000);
  });

  test('nothing leaves while there is room, and one leaves for one that comes', () => {
    const { store, evictions } = watched(admission, { maxEntries: 50, maxBytes: 1e6 });
    for (let at = 0; at < 50; at += 1) store.set(`key ${at}`, { bytes: 10 });
    expect([store.size, evictions()]).toEqual([50, 0]);
    for (let at = 50; at < 80; at += 1) store.set(`key ${at}`, { bytes: 10 });
    expect([store.size, evictions()]).toEqual([50, 30]);
  });
});

test('SIEVE takes out the oldest that was not read, and goes on from there', () => {
  const { store } = watched('sieve', { maxEntries: 4, maxBytes: 1e6 });
  const set = (...keys: readonly string[]) => keys.forEach((one) => void store.set(one, { bytes: 1 }));
  set('a', 'b', 'c', 'd');
  store.get('a');
  store.get('c');
  set('e');
  expect([...store.keys()]).toEqual(['a', 'c', 'd', 'e']);
  set('f');
  // The hand stood behind b, and took the mark of c off on its way to d.
  expect([...store.keys()]).toEqual(['a', 'c', 'e', 'f']);
  set('g', 'h');
  expect([...store.keys()]).toEqual(['a', 'c', 'g', 'h']);
  set('i');
  expect([...store.keys()]).toEqual(['a', 'c', 'h', 'i']);
});

test('TinyLFU lets in what is asked for more often than what would have to go, and nothing else', () => {
  const { store } = watched('tinylfu', { maxEntries: 10, maxBytes: 1e6 });
  const ask = (one: string) => {
    if (store.get(one) === undefined) store.set(one, { bytes: 1 });
  };
  const old = Array.from({ length: 10 }, (_, at) => `old ${at}`);
  for (let time = 0; time < 3; time += 1) old.forEach(ask);
  const held = () => old.filter((one) => store.peek(one) !== undefined).length;
  expect(held()).toBe(10);
  for (let at = 0; at < 40; at += 1) ask(`once ${at}`);
  expect(held()).toBe(9);
  for (let time = 0; time < 6; time += 1) for (const one of ['new', 'other']) ask(one);
  expect([store.peek('new') !== undefined, store.peek('other') !== undefined]).toEqual([true, true]);
});

test('TinyLFU lets a heavy entry in for several light ones only if it is asked for more often than each of them', () => {
  const { store } = watched('tinylfu', { maxEntries: 100, maxBytes: 100 });
  const ask = (one: string, bytes: number) => {
    if (store.get(one) === undefined) store.set(one, { bytes });
  };
  for (let at = 0; at < 10; at += 1) ask(`light ${at}`, 10);
  for (let at = 0; at < 9; at += 1) ask(`light ${at}`, 10);
  ask('heavy', 40);
  ask('another', 10);
  expect(store.peek('heavy')).toBeUndefined();
  for (let time = 0; time < 8; time += 1) for (const one of ['heavy', 'another']) ask(one, one === 'heavy' ? 40 : 10);
  expect(store.peek('heavy')).toEqual({ bytes: 40 });
  expect(store.calculatedSize).toBeLessThanOrEqual(100);
});
