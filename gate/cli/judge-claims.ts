import type { CollectedClaims } from '../collect/claims/claims-plan.ts';
import { judgeClaim, unmeasuredClaim } from '../core/decide/judge-claim.ts';
import type { ClaimRegistry, ClaimResult, ClaimsRecord } from '../core/model/claim.ts';

/** The nearest first. */
const NETS: readonly ClaimResult['net'][] = ['0', 'zone', 'region', null];

/** Judges every claim by every measurement of its contrast; each claim has a result, if only that it could not be measured. */
function judgeClaims(
  { claims }: ClaimRegistry,
  { measurements, failures }: Pick<CollectedClaims, 'measurements' | 'failures'>,
): readonly ClaimResult[] {
  return claims.flatMap((claim): readonly ClaimResult[] => {
    const results = [
      ...measurements.filter(({ contrast }) => contrast === claim.contrast).map((one) => judgeClaim(claim, one)),
      ...failures
        .filter(({ contrast }) => contrast === claim.contrast)
        .map(({ net, reason }) => unmeasuredClaim(claim, net, reason)),
    ];
    return results.length > 0
      ? results.toSorted((one, other) => NETS.indexOf(one.net) - NETS.indexOf(other.net))
      : [unmeasuredClaim(claim, null, 'its contrast is not measured at this network setting')];
  });
}

/** Judges the measured part of a record once more; a claim that was not measured stays so, for its reason. */
export function judgeClaimsAgain({ registry, measurements, results }: ClaimsRecord): readonly ClaimResult[] {
  const contrasts = new Map(registry.claims.map(({ id, contrast }) => [id, contrast]));
  const failures = results
    .filter((result) => isUnmeasured(result, { registry, measurements }))
    .map(({ id, net, reason }) => ({ contrast: contrasts.get(id) ?? '', net, reason }));
  const once = new Map(failures.map((failure) => [JSON.stringify([failure.contrast, failure.net]), failure]));
  return judgeClaims(registry, { measurements, failures: [...once.values()] });
}

/** Whether a record holds nothing that a result was made from. */
export function isUnmeasured(
  { id, net }: ClaimResult,
  { registry, measurements }: Pick<ClaimsRecord, 'registry' | 'measurements'>,
): boolean {
  const asked = registry.claims.find((claim) => claim.id === id)?.contrast;
  return !measurements.some((one) => one.contrast === asked && one.net === net);
}

export function makeClaimsRecord(parts: {
  readonly id: string;
  readonly subject: string;
  readonly isQuick: boolean;
  readonly registry: ClaimRegistry;
  readonly collected: CollectedClaims;
}): ClaimsRecord {
  const { id, subject, isQuick, registry, collected } = parts;
  const { startedAt, facts, manifest, environment, measurements } = collected;
  return {
    format: 'loadline-claims',
    version: 1,
    id,
    startedAt,
    subject: { name: subject, facts },
    manifest,
    environment,
    isQuick,
    registry,
    measurements,
    results: judgeClaims(registry, collected),
  };
}
