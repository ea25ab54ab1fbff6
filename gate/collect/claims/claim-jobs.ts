import type { LoadContrast, Net, ProbeContrast } from '../../core/model/claim.ts';
import type { ClaimsCollectPlan } from './claims-plan.ts';
import { SubjectShelf } from './subject-shelf.ts';

/** One measurement to be made. */
export type ClaimJob =
  | { readonly name: string; readonly contrast: LoadContrast; readonly net: Net }
  | { readonly name: string; readonly contrast: ProbeContrast; readonly net: null };

/** Those that share a subject follow each other; probes come last, when the subject has filled what they look at. */
export function claimJobs({
  registry,
  net: only,
  isQuick,
}: Pick<ClaimsCollectPlan, 'registry' | 'net' | 'isQuick'>): readonly ClaimJob[] {
  return Object.entries(registry.contrasts)
    .flatMap(([name, contrast]): readonly ClaimJob[] =>
      contrast.kind === 'probe'
        ? [{ name, contrast, net: null }]
        : netsOf(contrast, only, isQuick).map((net) => ({ name, contrast, net })),
    )
    .toSorted((one, other) => (envOf(one) < envOf(other) ? -1 : envOf(one) > envOf(other) ? 1 : 0));
}

/** In small, the first alone. */
function netsOf({ nets }: LoadContrast, only: Net | null, isQuick: boolean): readonly Net[] {
  if (only !== null) return nets.filter((net) => net === only);
  return isQuick ? nets.slice(0, 1) : nets;
}

function envOf({ contrast }: ClaimJob): string {
  // Behind every JSON text.
  return contrast.kind === 'probe' ? '~' : SubjectShelf.keyOf(contrast);
}
