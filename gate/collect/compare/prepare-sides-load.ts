import { dirname, resolve } from 'node:path';
import type { Guardian } from '../guardian.ts';
import { runCommand } from '../k6-command.ts';
import type { LoadPlan } from '../load-plan.ts';
import { refusedNetworks } from '../loopback.ts';
import { type PreparedLoad, prepareLoad } from '../prepare-load.ts';
import { bundleSides } from './bundle-sides.ts';
import type { ComparisonCollectPlan, Workload } from './comparison-plan.ts';
import type { PreparedSides } from './prepare-sides.ts';

/** The k6 script of a comparison, and all that is known of it before a side is started. */
export interface PreparedSidesLoad extends PreparedLoad {
  readonly workload: Workload & { readonly kind: 'load' };
}

/** Looks at the script as it is, then makes the one of two copies that every launch runs. */
export async function prepareSidesLoad(
  plan: ComparisonCollectPlan,
  workload: Workload & { readonly kind: 'load' },
  {
    sides,
    guardian,
    signal,
  }: { readonly sides: PreparedSides; readonly guardian: Guardian; readonly signal: AbortSignal },
): Promise<PreparedSidesLoad> {
  const loadPlan: LoadPlan = {
    ...plan,
    ...workload,
    subject: { name: plan.subjectName, config: sides.baseline.config },
    rate: plan.plan.rate,
    durationSeconds: plan.plan.durationSeconds,
    warmUpSeconds: plan.plan.warmUpSeconds,
  };
  const prepared = await prepareLoad(loadPlan, guardian, signal);
  const script = resolve(plan.cwd, workload.script);
  const input = await bundleSides({ script, functions: prepared.k6Plan.functions });
  const command = runCommand(
    { k6: prepared.k6.path, emptyConfig: prepared.folder.emptyK6Config, script: '-' },
    { systemTags: prepared.k6Plan.systemTags, refusedNetworks: await refusedNetworks(workload.allowedHosts) },
  );
  return { ...prepared, workload, call: { ...prepared.call, cwd: dirname(script), command, input } };
}
