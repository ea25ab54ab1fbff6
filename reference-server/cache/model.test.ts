import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CacheFleet, type FleetInstance, settled } from '../testing/cache-fleet.ts';
import type { Link } from '../testing/memory-store.ts';

/**
 * Random operations on two instances over one store, with faults on schedule and a clock that stands still, held against the truth: a
 * database in which every write makes a new version. What a cache may answer follows from who was told of a write, and when.
 */
const KEYS = ['user:1', 'user:2', 'post:1', 'post:2'] as const;
const LIFE = { ttlSeconds: 5, graceSeconds: 10 };
const JITTER = 0.1;
const LONGEST_LIFE_MS = (LIFE.ttlSeconds + LIFE.graceSeconds) * 1000 * (1 + JITTER);
const LINKS: readonly Link[] = ['up', 'down', 'frozen', 'mute', 'readonly', 'oom'];

const tagsOf = (key: string) => [key.slice(0, key.indexOf(':')), `n${key.slice(-1)}`];

/** What is true, and the least version of each key that each instance may still answer. */
interface Model {
  readonly versions: Map<string, number>;
  readonly floors: readonly [Map<string, number>, Map<string, number>];
  /** Writes that the other instance may not have heard of yet. */
  readonly unheard: readonly [Map<string, number>, Map<string, number>];
  readonly links: [Link, Link];
  answers: number;
}

interface Real {
  readonly fleet: CacheFleet;
  readonly instances: readonly [FleetInstance, FleetInstance];
}

type Place = 0 | 1;
type Step = (model: Model, real: Real) => Promise<void>;

class Command implements fc.AsyncCommand<Model, Real> {
  readonly #name: string;
  readonly #step: Step;

  constructor(name: string, step: Step) {
    this.#name = name;
    this.#step = step;
  }

  check = () => true;

  async run(model: Model, real: Real): Promise<void> {
    await this.#step(model, real);
    await settled();
    spread(model);
  }

  toString = () => this.#name;
}

/** With both links up and everything settled each instance has heard of all writes of the other. */
function spread({ links, floors, unheard }: Model): void {
  if (links[0] !== 'up' || links[1] !== 'up') return;
  for (const place of [0, 1] as const) {
    for (const [key, version] of unheard[place]) raise(floors[place === 0 ? 1 : 0], key, version);
    unheard[place].clear();
  }
}

function raise(floor: Map<string, number>, key: string, version: number): void {
  floor.set(key, Math.max(floor.get(key) ?? 0, version));
}

function write(model: Model, place: Place, keys: readonly string[]): void {
  for (const key of keys) {
    const version = (model.versions.get(key) ?? 0) + 1;
    model.versions.set(key, version);
    raise(model.floors[place], key, version);
    model.unheard[place].set(key, version);
  }
}

const answerOf = (model: Model, { fleet }: Real, key: string) =>
  `${model.versions.get(key) ?? 0} ${fleet.clock.monotonicMs()}`;

function judge(model: Model, { fleet }: Real, place: Place, key: string, answer: string | null | undefined): void {
  if (answer === undefined || answer === null) return;
  model.answers++;
  const [version = Number.NaN, loadedAt = Number.NaN] = answer.split(' ').map(Number);
  expect(version, `the version of ${key} at ${place}`).toBeGreaterThanOrEqual(model.floors[place].get(key) ?? 0);
  expect(fleet.clock.monotonicMs() - loadedAt, `the age of ${key} at ${place}`).toBeLessThan(LONGEST_LIFE_MS);
}

const at = (real: Real, place: Place) => real.instances[place].cache;

const steps: Readonly<Record<string, (place: Place, key: string) => Step>> = {
  fetch: (place, key) => async (model, real) => {
    const life = { ...LIFE, tags: tagsOf(key) };
    const { value } = await at(real, place).fetch(key, async () => answerOf(model, real, key), life);
    judge(model, real, place, key, value);
  },
  get: (place, key) => async (model, real) => judge(model, real, place, key, await at(real, place).get(key)),
  peek: (place, key) => async (model, real) => judge(model, real, place, key, at(real, place).peek(key)),
  delete: (place, key) => async (model, real) => {
    write(model, place, [key]);
    await at(real, place).delete(key);
  },
  set: (place, key) => async (model, real) => {
    write(model, place, [key]);
    await at(real, place).set(key, answerOf(model, real, key), { ...LIFE, tags: tagsOf(key) });
  },
  'delete the pattern of': (place, key) => async (model, real) => {
    const pattern = `${tagsOf(key)[0]}:*`;
    write(
      model,
      place,
      KEYS.filter((other) => tagsOf(other)[0] === tagsOf(key)[0]),
    );
    await at(real, place).deletePattern(pattern);
  },
  'delete the tag of': (place, key) => async (model, real) => {
    const [, tag = ''] = tagsOf(key);
    write(
      model,
      place,
      KEYS.filter((other) => tagsOf(other).includes(tag)),
    );
    await at(real, place).deleteTags(tag);
  },
};

const place = fc.constantFrom<Place>(0, 1);
const operation = (name: string) =>
  fc.tuple(place, fc.constantFrom(...KEYS)).map(([where, key]) => {
    return new Command(`${name} ${key} at ${where}`, (steps[name] as (place: Place, key: string) => Step)(where, key));
  });
const advance = fc.constantFrom(100, 1100, 4900, 9000, 16_000).map((ms) => {
  return new Command(`wait ${ms} ms`, async (_model, { fleet }) => fleet.clock.advance(ms));
});
const relink = fc.tuple(place, fc.constantFrom(...LINKS)).map(([where, link]) => {
  return new Command(`link ${where} is ${link}`, async (model, { instances }) => {
    instances[where].kv.link = link;
    model.links[where] = link;
  });
});
const reads = [operation('fetch'), operation('fetch'), operation('get'), operation('peek')];
const writes = Object.keys(steps).slice(3).map(operation);

/** The first as it is usual; in the others L1 is too small for the keys. */
const KINDS = [
  { bus: 'pubsub', admission: 'lru', maxEntries: 1000, numRuns: 600 },
  { bus: 'tracking', admission: 'lru', maxEntries: 1000, numRuns: 600 },
  { bus: 'pubsub', admission: 'sieve', maxEntries: 2, numRuns: 200 },
  { bus: 'tracking', admission: 'tinylfu', maxEntries: 2, numRuns: 200 },
] as const;

test.each(KINDS)(
  'by $bus, with $admission of $maxEntries entries, two instances answer nothing that they should know to be old, nothing past its life, and no error, whatever fails',
  async ({ bus, admission, maxEntries, numRuns }) => {
    let answers = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.commands([...reads, ...writes, advance, relink], { maxCommands: 60, size: 'max' }),
        fc.nat(),
        async (commands, seed) => {
          let draws = seed;
          const next = () => {
            draws = (draws * 1_103_515_245 + 12_345) % 2 ** 31;
            return draws / 2 ** 31;
          };
          const fleet = new CacheFleet({
            bus,
            l1: { maxEntries, maxBytes: 1e7, admission },
            jitter: JITTER,
            earlyRefresh: 1,
            rng: { next },
          });
          const instances = [fleet.join(), fleet.join()] as const;
          await settled();
          const model: Model = {
            versions: new Map(),
            floors: [new Map(), new Map()],
            unheard: [new Map(), new Map()],
            links: ['up', 'up'],
            answers: 0,
          };
          await fc.asyncModelRun(() => ({ model, real: { fleet, instances } }), commands);
          answers += model.answers;
          for (const { cache } of instances) {
            const { reads: all, l1Hits, l2Hits, misses } = cache.getStats();
            expect(all).toBe(l1Hits + l2Hits + misses);
          }
        },
      ),
      { numRuns },
    );
    expect(answers).toBeGreaterThan(1000);
  },
);
