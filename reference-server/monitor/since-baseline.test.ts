import { expect, test } from 'vitest';
import { RouteMetrics } from './route-metrics.ts';
import { baselineOf, sinceBaseline } from './since-baseline.ts';
import type { Snapshot } from './snapshot.ts';

/** Numbers that are no counters: they are told as they stand. */
const LEVELS = { entries: 1, maxEntries: 1, bytes: 1, maxBytes: 1, max: 1, open: 1, idle: 1, waiting: 1, running: 1 };

/** A snapshot in which everything that is counted stands at `count`, and everything else at `level`. */
function snapshotAt(count: number, level: number, routes: readonly RouteMetrics[]): Snapshot {
  const levels = Object.fromEntries(Object.keys(LEVELS).map((name) => [name, level]));
  const stats = { ...levels, reads: count, counts: [count, count], breakerState: 'closed' };
  const named = [{ domain: 'items', stats }];
  // Of each part what stands for all its numbers.
  return {
    at: level,
    routes,
    caches: named,
    queryCaches: named,
    pools: named,
    compression: { bodies: count, bytesIn: count, bytesOut: count, seconds: count },
    admission: { ...levels, admitted: count, waitCounts: [count] },
    redisCommands: count,
    cpuSeconds: count,
    gcSeconds: count,
    rssBytes: level,
    business: { published: count },
    facts: { node: 'v24' },
  } as unknown as Snapshot;
}

test('since a baseline everything that is counted began anew, and nothing else', () => {
  const route = new RouteMetrics('GET', '/items/:id');
  route.record(200, 10, 1);
  const baseline = baselineOf(snapshotAt(5, 7, [route]));
  route.record(200, 10, 1);
  route.record(500, 10, 1);
  const since = sinceBaseline(snapshotAt(9, 8, [route]), baseline);
  const { routes, ...rest } = snapshotAt(4, 8, []);
  expect(routes).toEqual([]);
  expect(since).toMatchObject(rest);
  expect(since.routes).toMatchObject([{ requests: 2, errors: 1, responseBytes: 20, statusClasses: [0, 1, 0, 0, 1] }]);
});

test('a domain and a route that were not there then count from their start', () => {
  const empty = { ...snapshotAt(5, 7, []), caches: [], queryCaches: [] };
  const route = new RouteMetrics('GET', '/late');
  route.record(200, 10, 1);
  const since = sinceBaseline(snapshotAt(9, 8, [route]), baselineOf(empty));
  expect(since.caches[0]?.stats.reads).toBe(9);
  expect(since.routes[0]?.requests).toBe(1);
});
