import { expect, test } from 'vitest';
import { hashOf, visitsOf } from '../../tests/scenarios/visits-of.ts';
import { usersTraceOf } from './users-trace.ts';
import type { Visit } from './visit.ts';

const space = { users: 100_000, posts: 1_000_000 };
const visits = (seed: number, count = 20_000): readonly Visit[] => visitsOf(usersTraceOf(seed, space), count);

test('the trace follows from the seed, whatever the order in which it is asked for', () => {
  const forwards = visits(1, 500);
  const visit = usersTraceOf(1, space);
  const backwards = Array.from({ length: 500 }, (_, index) => visit(499 - index)).reverse();
  expect(backwards).toEqual(forwards);
  expect(visits(2, 500)).not.toEqual(forwards);
});

test('the visits of seed 1 are these: another trace is another benchmark', () => {
  const [first] = visits(1, 1);
  expect(first).toEqual({
    route: 'GET /api/posts/:id',
    path: '/api/posts/972434',
    body: null,
    acceptEncoding: 'gzip, deflate, br, zstd',
    next: 'nothing',
  });
  expect(hashOf(visits(1, 1_000))).toBe('4aa1b10e41b27b64');
});

test('routes, encodings and follow-ups come in the shares that the trace states', () => {
  const all = visits(5);
  const share = (is: (visit: Visit) => boolean) => all.filter(is).length / all.length;
  expect(share(({ route }) => route === 'GET /api/posts/:id')).toBeCloseTo(0.45, 1);
  expect(share(({ route }) => route === 'POST /api/posts')).toBeCloseTo(0.02, 2);
  expect(share(({ route }) => route === 'GET /api/large-report')).toBeCloseTo(0.01, 2);
  expect(share(({ acceptEncoding }) => acceptEncoding.includes('br'))).toBeCloseTo(0.9, 1);
  expect(share(({ next }) => next === 'reload')).toBeCloseTo(0.25 * 0.66, 1);
});

test('every id lies within the key space, also in a small one', () => {
  const visit = usersTraceOf(1, { users: 100, posts: 1_000 });
  for (let iteration = 0; iteration < 5_000; iteration += 1) {
    const { path, body } = visit(iteration);
    const [, kind = '', id = ''] = /^\/api\/(users|posts)\/(\d+)/.exec(path) ?? [];
    if (kind !== '') {
      expect(Number(id)).toBeGreaterThanOrEqual(1);
      expect(Number(id)).toBeLessThanOrEqual(kind === 'users' ? 100 : 1_000);
    }
    if (body !== null) expect(JSON.parse(body).posts.length).toBeGreaterThan(0);
  }
});

test('far more things are asked for than the first tier of the cache holds', () => {
  const paths = new Set(visits(1, 24_000).map(({ path }) => path));
  expect(paths.size).toBeGreaterThan(5_000);
});

/** Share of reads, after the warm-up, that a cache without bounds would have held: what the trace allows, whatever the server. */
function bestHitRate(plan: {
  readonly rate: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
  readonly ttlSeconds: number;
}): number {
  const { rate, warmUpSeconds, seconds, ttlSeconds } = plan;
  const visit = usersTraceOf(1, space);
  const expiry = new Map<string, number>();
  let reads = 0;
  let hits = 0;
  const read = (key: string, at: number) => {
    const isHit = (expiry.get(key) ?? 0) > at;
    if (!isHit) expiry.set(key, at + ttlSeconds);
    if (at < warmUpSeconds) return;
    reads += 1;
    if (isHit) hits += 1;
  };
  for (let iteration = 0; iteration < rate * (warmUpSeconds + seconds); iteration += 1) {
    const at = iteration / rate;
    const { path, body, next } = visit(iteration);
    if (body !== null) {
      for (const { userId } of JSON.parse(body).posts) expiry.delete(`/api/users/${userId}/posts`);
      continue;
    }
    read(path, at);
    if (next === 'reload') read(path, at);
    // Most users have one page of posts, the list of users always has another.
    if (next === 'next page' && !path.endsWith('/posts')) read(`${path} page 2`, at);
  }
  return hits / reads;
}

test('what docs/decisions says of the hit rate is what the trace allows', () => {
  const load = { rate: 400, warmUpSeconds: 10, seconds: 65 };
  expect(bestHitRate({ ...load, ttlSeconds: 300 })).toBeCloseTo(0.66, 2);
  expect(bestHitRate({ rate: 200, warmUpSeconds: 60, seconds: 1_800, ttlSeconds: 300 })).toBeCloseTo(0.7, 2);
});
