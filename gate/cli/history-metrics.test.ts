import { expect, test } from 'vitest';
import { SAMPLES } from '../../tests/store/sample-documents.ts';
import type { HistoryValue } from '../core/model/history.ts';
import { historyMetrics } from './history-metrics.ts';

test('of a capacity suite the throughput and the error rate of each shot decide, for a suite has no error rate as a whole', () => {
  const value = (metric: string, route: string): HistoryValue => ({
    metric,
    route,
    unit: metric === 'throughput' ? '1/s' : 'share',
    better: metric === 'throughput' ? 'higher' : 'lower',
    value: 1,
  });
  const metrics = ['throughput', 'error-rate', 'latency.p95'].flatMap((metric) => [
    value(metric, 'read'),
    value(metric, 'write'),
  ]);
  const entry = { ...SAMPLES.entry('20261121T100000Z-capacity-aaaaaa'), metrics };
  const about = { benchmark: { name: 'capacity', kind: 'capacity' }, subject: 'capacity' } as const;
  expect(historyMetrics(null, about, [entry]).primary).toEqual([
    { metric: 'throughput', route: 'read' },
    { metric: 'throughput', route: 'write' },
    { metric: 'error-rate', route: 'read' },
    { metric: 'error-rate', route: 'write' },
  ]);
});
