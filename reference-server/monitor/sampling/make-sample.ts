import { meanQueryMs } from '../../db/mean-query-ms.ts';
import { CONTROL_ROUTES } from '../control-routes.ts';
import { ratio } from '../ratio.ts';
import { sinceBaseline } from '../since-baseline.ts';
import { type Snapshot, total } from '../snapshot.ts';
import { NOT_AVAILABLE, type Reading, type Sample } from './sample.ts';
import type { SystemReading } from './system-reading.ts';

/** The machine's counters and the server's at one moment. */
export interface Moment {
  readonly system: SystemReading;
  readonly snapshot: Snapshot;
}

/** What happened between two moments, and how things stood at the second. */
export function makeSample(before: Moment, now: Moment): Sample {
  const stretchMs = now.snapshot.at - before.snapshot.at;
  const { at, routes, pools, caches, cpuSeconds, rssBytes, eventLoopDelayP99Ms, business } = sinceBaseline(
    now.snapshot,
    before.snapshot,
  );
  const perSecond = (count: number) => (stretchMs > 0 ? (count * 1000) / stretchMs : 0);
  const load = routes.filter(({ route }) => !CONTROL_ROUTES.has(route));
  const requests = total(load, (route) => route.requests);
  const statements = total(pools, ({ stats }) => stats.statements);
  const reads = total(caches, ({ stats }) => stats.reads);
  return {
    at,
    stretchMs,
    system: systemOf(before.system, now.system, perSecond),
    process: { cpu: perSecond(cpuSeconds), rssBytes, eventLoopDelayP99Ms },
    database: {
      poolUtilization: ratio(
        total(pools, ({ stats }) => stats.busySeconds),
        total(pools, ({ stats }) => stats.capacitySeconds),
      ),
      openConnections: total(pools, ({ stats }) => stats.open),
      waiting: total(pools, ({ stats }) => stats.waiting),
      statementsPerSecond: perSecond(statements),
      averageQueryTimeMs: meanQueryMs(pools.map(({ stats }) => stats)),
      errors: total(pools, ({ stats }) => stats.errors),
      slowStatements: total(pools, ({ stats }) => stats.slowStatements),
    },
    cache: {
      readsPerSecond: perSecond(reads),
      hitRate: ratio(
        total(caches, ({ stats }) => stats.l1Hits + stats.l2Hits),
        reads,
      ),
    },
    api: {
      requestsPerSecond: perSecond(requests),
      averageResponseTimeMs: ratio(
        total(load, (route) => route.durationMs),
        requests,
      ),
      errorRate: ratio(
        total(load, (route) => route.errors),
        requests,
      ),
    },
    business,
  };
}

function systemOf(before: SystemReading, now: SystemReading, perSecond: (count: number) => number): Sample['system'] {
  return {
    cpu: both(before.cpu, now.cpu, (past, { busy, total: ticks, cores, loadAverage }) => {
      const share = ratio(busy - past.busy, ticks - past.total);
      return share === null ? NOT_AVAILABLE : { utilization: share, cores, loadAverage };
    }),
    memory: now.memory,
    disk: now.disk,
    network: both(before.network, now.network, (past, { received, sent }) => ({
      receivedBytesPerSecond: perSecond(received - past.received),
      sentBytesPerSecond: perSecond(sent - past.sent),
    })),
  };
}

function both<Counters extends object, Value>(
  before: Reading<Counters>,
  now: Reading<Counters>,
  make: (before: Counters, now: Counters) => Reading<Value>,
): Reading<Value> {
  return before === NOT_AVAILABLE || now === NOT_AVAILABLE ? NOT_AVAILABLE : make(before, now);
}
