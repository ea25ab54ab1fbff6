import { RouteMetrics } from './route-metrics.ts';
import type { NamedStats, Snapshot } from './snapshot.ts';

/** Everything that is no counter: it is told as it stands. */
const LEVELS: ReadonlySet<string> = new Set([
  'entries',
  'maxEntries',
  'bytes',
  'maxBytes',
  'max',
  'open',
  'idle',
  'waiting',
  'running',
  'maxConcurrent',
  'maxWaiting',
  'owedDeletions',
]);

/** The counters of a moment, to be subtracted from later ones: those of routes go on counting in their own place. */
export function baselineOf(snapshot: Snapshot): Snapshot {
  return { ...snapshot, routes: snapshot.routes.map((route) => routeOf(route, structuredClone({ ...route }))) };
}

/** What was counted since the baseline; levels are those of now. */
export function sinceBaseline(now: Snapshot, baseline: Snapshot): Snapshot {
  return {
    ...now,
    routes: now.routes.map((route) => {
      const before = baseline.routes.find((one) => one.method === route.method && one.route === route.route);
      return before === undefined ? route : routeOf(route, less(route, before));
    }),
    caches: lessByDomain(now.caches, baseline.caches),
    queryCaches: lessByDomain(now.queryCaches, baseline.queryCaches),
    pools: lessByDomain(now.pools, baseline.pools),
    admission: less(now.admission, baseline.admission),
    compression: less(now.compression, baseline.compression),
    redisCommands: now.redisCommands - baseline.redisCommands,
    cpuSeconds: now.cpuSeconds - baseline.cpuSeconds,
    gcSeconds: now.gcSeconds - baseline.gcSeconds,
    business: less(now.business, baseline.business),
  };
}

function lessByDomain<Stats extends object>(
  now: readonly NamedStats<Stats>[],
  before: readonly NamedStats<Stats>[],
): readonly NamedStats<Stats>[] {
  return now.map(({ domain, stats }) => {
    const held = before.find((one) => one.domain === domain);
    return { domain, stats: held === undefined ? stats : less(stats, held.stats) };
  });
}

/** Numbers and lists of numbers less those of `before`, whatever else as it is. */
function less<Stats extends object>(now: Stats, before: Stats): Stats {
  const held: Readonly<Record<string, unknown>> = Object.fromEntries(Object.entries(before));
  const entries = Object.entries(now).map(([name, value]) => [
    name,
    LEVELS.has(name) ? value : lessValue(value, held[name]),
  ]);
  // The same names with values of the same kinds.
  return Object.fromEntries(entries) as Stats;
}

function lessValue(now: unknown, before: unknown): unknown {
  if (typeof now === 'number' && typeof before === 'number') return now - before;
  if (Array.isArray(now) && Array.isArray(before)) return now.map((value, place) => lessValue(value, before[place]));
  return now;
}

function routeOf({ method, route }: RouteMetrics, counters: object): RouteMetrics {
  return Object.assign(new RouteMetrics(method, route), counters);
}
