import type { K6MetricType } from './k6-metrics.ts';

/** A metric that a script makes. `unit` is `ms` for a Trend of times, else unknown. */
export interface ScriptMetric {
  readonly type: K6MetricType;
  readonly unit: string | null;
}

const TYPES: Readonly<Record<string, K6MetricType>> = {
  Trend: 'trend',
  Rate: 'rate',
  Counter: 'counter',
  Gauge: 'gauge',
};

/**
 * The metrics that a script's text makes by name, `new Trend('render_time', true)`. k6 writes neither type nor unit into its
 * CSV; where the text does not tell (imported, computed names), the samples must.
 */
export function scriptMetrics(source: string): ReadonlyMap<string, ScriptMetric> {
  const made = source.matchAll(/\bnew\s+(?:\w+\.)?(Trend|Rate|Counter|Gauge)\s*\(\s*(['"`])(\w+)\2\s*(,\s*true\b)?/g);
  return new Map(
    Array.from(made, ([, type = '', , name = '', isTime]) => [
      name,
      { type: TYPES[type] ?? 'trend', unit: isTime === undefined ? null : 'ms' },
    ]),
  );
}
