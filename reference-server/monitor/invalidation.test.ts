import { expect, test } from 'vitest';
import { RELATED_PATTERNS } from '../cache/cache-keys.ts';
import { createCache } from '../cache/create-cache.ts';
import { jsonCodec } from '../cache/json-codec.ts';
import { INVALIDATION_STRATEGIES } from '../domains/invalidation-strategies.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { invalidate, invalidationOf } from './invalidation.ts';

/** One key of each kind that the domains make. */
const KEYS = [
  'user:7',
  'user:7:posts:20:',
  'users:page:id:desc:20:',
  'post:7',
  'report:posts',
  'task:7',
  'tasks:x:20:',
  'project:7',
  'projects:7:20:',
  'profile:7',
  'activities:x:20:',
  'analytics:7',
  'audit_events:x:50::',
  'patterns:x',
  'missions/summary:x',
  'behavioral-insights/dashboard:x',
  'predictions/generate:x',
  'stress-profile:x',
  'struggle-reduction:x',
  'cognitive-load/current:x',
  'interventions:x',
  'mapping:7',
  'mappings:all:all',
  'configuration:dxp-tools',
  'coordination:content',
  'rules:high:all',
  'metrics:content:24h',
];

function domain() {
  const open = () =>
    createCache<string>({
      namespace: 'all',
      l1: { maxEntries: 1_000, maxBytes: 1e6 },
      l2: null,
      codec: jsonCodec(),
      clock: new ManualClock(),
      related: RELATED_PATTERNS,
    });
  return { cache: open(), queries: open() };
}

async function leftAfter(patterns: readonly string[]): Promise<readonly string[]> {
  const kept = domain();
  for (const key of KEYS) for (const cache of [kept.cache, kept.queries]) await cache.set(key, 'value', 60);
  await invalidate([kept], patterns);
  const held = KEYS.filter((key) => kept.cache.peek(key) !== undefined);
  expect(KEYS.filter((key) => kept.queries.peek(key) !== undefined)).toEqual(held);
  return held;
}

test.each(Object.entries(INVALIDATION_STRATEGIES))(
  'strategy %s takes out what it names, and each of its patterns something',
  async (_, patterns) => {
    const gone = KEYS.length - (await leftAfter(patterns)).length;
    expect(gone).toBeGreaterThan(0);
    for (const pattern of patterns) expect((await leftAfter([pattern])).length, pattern).toBeLessThan(KEYS.length);
  },
);

test('there is a strategy for every kind of key', async () => {
  const { everything: _, ...particular } = INVALIDATION_STRATEGIES;
  expect(await leftAfter(Object.values(particular).flat())).toEqual([]);
  expect(await leftAfter(INVALIDATION_STRATEGIES.everything)).toEqual([]);
});

test('a changed user leaves tasks and events where they are, and takes the lists of users along', async () => {
  const left = await leftAfter(INVALIDATION_STRATEGIES.userUpdate);
  expect(left).toEqual(expect.arrayContaining(['task:7', 'audit_events:x:50::', 'mapping:7']));
  for (const key of ['user:7', 'user:7:posts:20:', 'users:page:id:desc:20:']) expect(left).not.toContain(key);
});

test.each([
  [{ pattern: 'user:*' }, ['user:*']],
  [{ strategy: 'eventUpdate' }, ['audit_events*']],
  [{}, 'pattern is text of 1 to 200 characters'],
  [{ pattern: 7 }, 'pattern is text of 1 to 200 characters'],
  [{ pattern: '*', strategy: 'everything' }, 'pattern and strategy exclude each other'],
  [{ strategy: 'toString' }, expect.stringMatching(/^strategy is one of userUpdate, /)],
])('%j is read as %j', (fields, expected) => {
  expect(invalidationOf(fields)).toEqual(expected);
});
