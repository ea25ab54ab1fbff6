import { WAIT_BOUNDS_MS } from '../admission/admission-stats.ts';
import { counter, gauge, type MetricFamily } from './prometheus-text.ts';
import type { Snapshot } from './snapshot.ts';

/** Who was let in, who was not, and what there was room for. */
export function admissionFamilies({ admission, memory }: Snapshot): readonly MetricFamily[] {
  return [
    counter('admission_admitted_total', 'Requests that were let in, at once or after a wait.', admission.admitted),
    counter('admission_refused_total', 'Requests that were not let in.', [
      { labels: { reason: 'full' }, value: admission.rejected },
      { labels: { reason: 'timeout' }, value: admission.timedOut },
      { labels: { reason: 'closing' }, value: admission.closed },
      { labels: { reason: 'memory' }, value: memory.shed },
    ]),
    counter('admission_left_total', 'Requests whose clients left while they waited.', admission.left),
    gauge('admission_running', 'Requests that are worked on.', admission.running),
    gauge('admission_waiting', 'Requests that wait to be let in.', admission.waiting),
    counter('admission_busy_seconds_total', 'Seconds that places were held, summed over them.', admission.busySeconds),
    counter('admission_capacity_seconds_total', 'Seconds that they could have been held.', admission.capacitySeconds),
    waitFamily(admission),
    gauge('process_heap_used_bytes', 'Heap that this process uses.', memory.heapBytes),
    gauge('memory_used_ratio', 'Share of its limit of memory that this process takes.', memory.share),
  ];
}

function waitFamily({ waitCounts, waitMs, admitted }: Snapshot['admission']): MetricFamily {
  let below = 0;
  const buckets = waitCounts.map((count, place) => {
    below += count;
    const bound = WAIT_BOUNDS_MS[place];
    return { suffix: '_bucket', labels: { le: bound === undefined ? '+Inf' : String(bound / 1_000) }, value: below };
  });
  return {
    name: 'admission_wait_seconds',
    type: 'histogram',
    help: 'How long those that were let in had waited.',
    samples: [...buckets, { suffix: '_sum', value: waitMs / 1_000 }, { suffix: '_count', value: admitted }],
  };
}
