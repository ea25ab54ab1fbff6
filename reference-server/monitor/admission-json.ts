import { WAIT_BOUNDS_MS } from '../admission/admission-stats.ts';
import { ratio } from './ratio.ts';
import type { Snapshot } from './snapshot.ts';

/** The concurrency statistics of document 003, and memory beside its limits. */
export function admissionJson({ admission, memory }: Snapshot): object {
  const { busySeconds, capacitySeconds, waitMs, waitCounts, ...rest } = admission;
  return {
    concurrency: {
      ...rest,
      utilization: ratio(busySeconds, capacitySeconds),
      averageWaitMs: ratio(waitMs, admission.admitted),
      waits: waitCounts.map((count, place) => ({ atMostMs: WAIT_BOUNDS_MS[place] ?? null, count })),
    },
    memory,
  };
}
