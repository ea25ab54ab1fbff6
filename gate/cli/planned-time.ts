import { type ClaimJob, claimJobs } from '../collect/claims/claim-jobs.ts';
import type { ClaimsCollectPlan } from '../collect/claims/claims-plan.ts';
import { planLoad } from '../collect/claims/planned-load.ts';
import type { ClaimsRecord } from '../core/model/claim.ts';
import { GateError } from '../core/model/gate-error.ts';
import type { Shelf } from '../store/run-store.ts';

/** Records that are asked how long a measurement takes; in older ones there is hardly anything that these do not hold. */
const MOST_RECORDS = 3;

/** How long measurements will take. */
export interface PlannedTime {
  readonly measurements: number;
  /** As long as they took before, else as long as their load takes by the clock if none ends early. */
  readonly seconds: number;
  /** Those whose time nobody knows: probes and closed loops that were not measured here before. */
  readonly unknown: number;
}

type Planned = Pick<ClaimsCollectPlan, 'registry' | 'net' | 'isQuick'>;

/** The time of a plan, by what its contrasts took in earlier records, newest first, as long as they are what they were. */
export function plannedTime(plan: Planned, earlier: readonly ClaimsRecord[]): PlannedTime {
  const times = claimJobs(plan).map((job) => tookBefore(job, plan, earlier) ?? byTheClock(job, plan));
  return {
    measurements: times.length,
    seconds: times.reduce<number>((sum, seconds) => sum + (seconds ?? 0), 0),
    unknown: times.filter((seconds) => seconds === null).length,
  };
}

/** The newest records of claims, newest first; what cannot be read is passed over. */
export async function newestClaims(shelf: Shelf<ClaimsRecord>): Promise<readonly ClaimsRecord[]> {
  const { ids } = await shelf.list();
  const records: ClaimsRecord[] = [];
  for (const id of ids.slice(-MOST_RECORDS).toReversed()) {
    try {
      records.push(await shelf.load(id));
    } catch (error) {
      if (!(error instanceof GateError)) throw error;
    }
  }
  return records;
}

function tookBefore({ name, net, contrast }: ClaimJob, plan: Planned, earlier: readonly ClaimsRecord[]): number | null {
  const same = JSON.stringify(contrast);
  for (const { isQuick, registry, measurements } of earlier) {
    if (isQuick !== plan.isQuick || JSON.stringify(registry.contrasts[name]) !== same) continue;
    const found = measurements.find((one) => one.contrast === name && one.net === net);
    if (found !== undefined) return found.seconds;
  }
  return null;
}

function byTheClock({ name, contrast }: ClaimJob, { registry, isQuick }: Planned): number | null {
  if (contrast.kind === 'probe' || contrast.load.rate === undefined) return null;
  const rules = registry.claims.filter((claim) => claim.contrast === name).map(({ rule }) => rule);
  const { load } = planLoad(contrast, rules, isQuick);
  return (2 * load.blocks * load.requests) / contrast.load.rate;
}
