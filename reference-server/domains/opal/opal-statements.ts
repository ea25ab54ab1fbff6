import type { SqlStatement } from '../../ports.ts';
import { type MappingType, type MetricsWindow, type OpalDomain, WINDOW_HOURS } from './opal-words.ts';

/** The active mappings of a type, by domain: rows `{ domain, mappings }`. */
export function configurationOf(type: MappingType): SqlStatement {
  const text = `
    SELECT domain, json_agg(json_build_object('id', id, 'name', name, 'version', version, 'config', config) ORDER BY id) AS mappings
    FROM opal.mappings WHERE type = $1 AND is_active GROUP BY domain ORDER BY domain`;
  return { name: 'configuration', text, values: [type], timeout: 'cached' };
}

/** What was measured in a domain, over the time up to its newest measurement: rows `{ name, measurements, mean, least, most, p95 }`. */
export function metricsOf(domain: OpalDomain, window: MetricsWindow): SqlStatement {
  const text = `
    SELECT name, count(*)::int AS measurements, avg(value) AS mean, min(value) AS least, max(value) AS most,
      percentile_cont(0.95) WITHIN GROUP (ORDER BY value) AS p95
    FROM opal.metrics
    WHERE domain = $1
      AND measured_at > (SELECT max(measured_at) FROM opal.metrics WHERE domain = $1) - interval '1 hour' * $2::int
    GROUP BY name ORDER BY name`;
  return { name: 'metrics', text, values: [domain, WINDOW_HOURS[window]], timeout: 'cached' };
}
