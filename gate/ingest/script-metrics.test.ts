import { expect, test } from 'vitest';
import { scriptMetrics } from './script-metrics.ts';

test('metrics that a script makes by name are known with type and unit', () => {
  const source = `
    import { Counter, Trend } from 'k6/metrics'; import * as metrics from 'k6/metrics';
    const a = new Trend('render_time', true), b = new Trend("steps");
    new metrics.Rate(\`ok\`); new Counter( 'orders' ); new Gauge(name); new Date('2026');`;
  expect(Object.fromEntries(scriptMetrics(source))).toEqual({
    render_time: { type: 'trend', unit: 'ms' },
    steps: { type: 'trend', unit: null },
    ok: { type: 'rate', unit: null },
    orders: { type: 'counter', unit: null },
  });
});
