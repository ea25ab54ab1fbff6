import { gauge, type MetricFamily } from '../prometheus-text.ts';
import { NOT_AVAILABLE, type Sample } from './sample.ts';

/**
 * The newest sample under the names and in the percent of document 001, each with the time at which it was taken. What is not
 * available, or could not be divided, is left out.
 */
export function sampleFamilies(sample: Sample | null): readonly MetricFamily[] {
  if (sample === null) return [];
  const { at, system, database } = sample;
  const level = (name: string, help: string, value: number | null): readonly MetricFamily[] =>
    value === null ? [] : [gauge(name, help, [{ value, atMs: at }])];
  const percent = (name: string, what: string, share: number | null) =>
    level(name, `${what} percentage`, share === null ? null : share * 100);
  const utilization = (reading: { readonly utilization: number } | typeof NOT_AVAILABLE) =>
    reading === NOT_AVAILABLE ? null : reading.utilization;
  const network = system.network === NOT_AVAILABLE ? null : system.network;
  return [
    ...percent('system_cpu_usage', 'CPU usage', utilization(system.cpu)),
    ...percent('system_memory_utilization', 'Memory utilization', utilization(system.memory)),
    ...percent('system_disk_utilization', 'Disk utilization', utilization(system.disk)),
    ...percent('database_pool_utilization', 'Database connection pool utilization', database.poolUtilization),
    ...level(
      'system_network_receive_bytes_per_second',
      'Bytes received, all interfaces.',
      network?.receivedBytesPerSecond ?? null,
    ),
    ...level(
      'system_network_transmit_bytes_per_second',
      'Bytes sent, all interfaces.',
      network?.sentBytesPerSecond ?? null,
    ),
  ];
}
