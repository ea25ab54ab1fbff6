import { meanQueryMs } from '../db/mean-query-ms.ts';
import { ratio } from './ratio.ts';
import { type Snapshot, total } from './snapshot.ts';

/** What document 000 counts as OPAL, and keeps. */
const PREFIXES = ['/api/opal/', '/api/mappings/', '/api/rules/', '/api/metrics/'] as const;

/** The part of GET /api/performance/metrics that is about OPAL; `null`: there is nothing to divide by. */
export function opalJson({ routes, caches, pools }: Snapshot, targetMs: number): object {
  const asked = routes.filter(({ route }) => PREFIXES.some((prefix) => route.startsWith(prefix)));
  const cache = caches.find(({ domain }) => domain === 'opal')?.stats;
  const pool = pools.find(({ domain }) => domain === 'opal')?.stats;
  const requests = total(asked, (route) => route.requests);
  return {
    requests,
    averageResponseTimeMs: ratio(
      total(asked, (route) => route.durationMs),
      requests,
    ),
    targetMs,
    hitRate: ratio((cache?.l1Hits ?? 0) + (cache?.l2Hits ?? 0), cache?.reads ?? 0),
    averageQueryTimeMs: meanQueryMs(pool === undefined ? [] : [pool]),
    poolUtilization: ratio(pool?.busySeconds ?? 0, pool?.capacitySeconds ?? 0),
  };
}
