import { type Insight, row, rows, score } from './insight.ts';

/** How hard it is on somebody. */
export const wellbeingInsights: readonly Insight[] = [
  {
    path: 'stress-profile',
    ttl: 'performanceMetricsSeconds',
    fields: {
      overall: row(`
        SELECT count(*)::int AS measurements, ${score('avg(stress)')} AS stress, ${score('max(stress)')} AS highest
        FROM learning.cognitive_load WHERE user_id = $1`),
      byMonth: rows(`
        SELECT date_trunc('month', measured_at AT TIME ZONE 'UTC')::date::text AS month, ${score('avg(stress)')} AS stress
        FROM learning.cognitive_load WHERE user_id = $1 GROUP BY month ORDER BY month`),
      overloads: rows(`
        SELECT measured_at AS "measuredAt", ${score('load')} AS load, ${score('stress')} AS stress
        FROM learning.cognitive_load WHERE user_id = $1 AND is_overload ORDER BY measured_at DESC LIMIT 5`),
      // Pauses and skips are how events show it.
      avoidance: row(`
        SELECT count(*) FILTER (WHERE type = 'paused')::int AS paused, count(*) FILTER (WHERE type = 'skipped')::int AS skipped
        FROM learning.behavioral_events WHERE user_id = $1 AND type IN ('paused', 'skipped')`),
    },
  },
  {
    path: 'cognitive-load/current',
    ttl: 'cognitiveLoadSeconds',
    fields: {
      current: row(`
        SELECT ${score('load')} AS load, ${score('stress')} AS stress, is_overload AS "isOverload", measured_at AS "measuredAt"
        FROM learning.cognitive_load WHERE user_id = $1 ORDER BY measured_at DESC LIMIT 1`),
      recent: rows(`
        SELECT ${score('load')} AS load, measured_at AS "measuredAt"
        FROM learning.cognitive_load WHERE user_id = $1 ORDER BY measured_at DESC LIMIT 7`),
      highest: `(SELECT ${score('load')} FROM learning.cognitive_load AS measured WHERE user_id = $1 ORDER BY measured.load DESC LIMIT 1)`,
      lastOverloadAt: `(SELECT max(measured_at) FROM learning.cognitive_load WHERE user_id = $1 AND is_overload)`,
    },
  },
];
