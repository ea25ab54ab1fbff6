import type { AdmissionConfig } from '../server-config.ts';
import type { Effective } from './overlay.ts';
import { choice, integer, share } from './setting.ts';

const concurrency = '003 Concurrency Control';
const middleware = '003 Middleware Configuration';

/** What is let in, and what an overload costs whom. */
export const admissionSettings = {
  'queue.isEnabled': choice('on', ['on', 'off'], {
    source: concurrency,
    note: 'enableRequestQueue: true',
    variable: 'REQUEST_QUEUE',
  }),
  'queue.maxConcurrent': integer(100, [1, 100_000], {
    source: concurrency,
    note: 'maxConcurrentRequests: 100',
    variable: 'MAX_CONCURRENT_REQUESTS',
  }),
  'queue.maxWaiting': integer(1_000, [0, 1_000_000], {
    source: 'ours',
    note: '003 names no bound; ten times those that are worked on',
    variable: 'MAX_WAITING_REQUESTS',
  }),
  'queue.timeoutMs': integer(30_000, [1, 600_000], {
    source: concurrency,
    note: 'queueTimeout: 30000',
    variable: 'QUEUE_TIMEOUT',
  }),
  'memory.limitBytes': integer(0, [0, 2 ** 45], {
    source: 'ours',
    note: '0: what the machine has, or the container may take',
    variable: 'MEMORY_LIMIT_BYTES',
  }),
  'memory.warnShare': share(0.85, { source: '003 Automated Alerts', note: 'high memory usage (>85%)' }),
  'memory.shedShare': share(0.95, { source: '001 Alert Thresholds', note: 'memory critical: 95' }),
  'performance.caching': choice('on', ['on', 'off'], {
    source: middleware,
    note: 'enableCaching: true',
    variable: 'PERFORMANCE_CACHING',
  }),
  'performance.pagination': choice('on', ['on', 'off'], {
    source: middleware,
    note: 'enablePagination: true',
    variable: 'PERFORMANCE_PAGINATION',
  }),
  'performance.streaming': choice('on', ['on', 'off'], {
    source: middleware,
    note: 'enableStreaming: true',
    variable: 'PERFORMANCE_STREAMING',
  }),
  'performance.metrics': choice('on', ['on', 'off'], {
    source: middleware,
    note: 'enableMetrics: true',
    variable: 'PERFORMANCE_METRICS',
  }),
  'rateLimit.windowMs': integer(60_000, [100, 86_400_000], {
    source: 'ours',
    note: '001 asks for a limit on performance endpoints and names no number',
  }),
  'rateLimit.reads': integer(300, [1, 1_000_000], {
    source: 'ours',
    note: 'a dashboard of five panels, one reading a second',
    variable: 'RATE_LIMIT_READS',
  }),
  'rateLimit.actions': integer(60, [1, 1_000_000], {
    source: 'ours',
    note: 'one a second: nobody optimises more often',
    variable: 'RATE_LIMIT_ACTIONS',
  }),
} as const;

/** What the settings above come to. */
export function admissionSettingsOf(settings: Effective): AdmissionConfig {
  return {
    queue: {
      isEnabled: settings['queue.isEnabled'].value === 'on',
      maxConcurrent: settings['queue.maxConcurrent'].value,
      maxWaiting: settings['queue.maxWaiting'].value,
      timeoutMs: settings['queue.timeoutMs'].value,
    },
    memory: {
      limitBytes: settings['memory.limitBytes'].value,
      warnShare: settings['memory.warnShare'].value,
      shedShare: settings['memory.shedShare'].value,
    },
    performance: {
      enableCaching: settings['performance.caching'].value === 'on',
      enablePagination: settings['performance.pagination'].value === 'on',
      enableStreaming: settings['performance.streaming'].value === 'on',
      enableConcurrencyControl: settings['queue.isEnabled'].value === 'on',
      enableMetrics: settings['performance.metrics'].value === 'on',
    },
    rateLimit: {
      windowMs: settings['rateLimit.windowMs'].value,
      reads: settings['rateLimit.reads'].value,
      actions: settings['rateLimit.actions'].value,
    },
  };
}
