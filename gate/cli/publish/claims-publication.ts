import { claimedText } from '../../../reports/view/claimed-text.ts';
import { claimsOutcome } from '../../core/decide/claims-outcome.ts';
import type { Claim, ClaimResult, ClaimSide, ClaimsRecord } from '../../core/model/claim.ts';
import { formatInterval, formatValue } from '../../core/text/format-value.ts';
import { changeInterval, changeText } from '../console/change-text.ts';
import type { Judged, Publication, Section } from './publication.ts';
import { commitText, machineText } from './publication-parts.ts';

const COLUMNS = ['net', 'claimed', 'without', 'with', 'effect', 'interval'];

/**
 * Measured claims, document by document. What is not confirmed is open, never failed: that a claim is refuted is a result, and the measurement
 * passes with it.
 */
export function claimsPublication(record: ClaimsRecord): Publication {
  const { id, results, registry, subject, manifest, startedAt } = record;
  const claims = new Map(registry.claims.map((claim) => [claim.id, claim]));
  const byDocument = Map.groupBy(results, (result) => claims.get(result.id)?.document ?? '');
  return {
    id,
    kind: 'claims',
    benchmark: 'claims',
    subject: subject.name,
    outcome: claimsOutcome(results),
    sentence: `${sentenceOf(results)}.`,
    problems: [],
    sections: [...byDocument]
      .toSorted(([one], [other]) => one.localeCompare(other))
      .map(
        ([document, ofDocument]): Section => ({
          title: document === 'ours' ? 'our own' : `document ${document}`,
          isDecisive: true,
          columns: COLUMNS,
          judged: ofDocument.map((result) => judgedClaim(result, claims.get(result.id))),
        }),
      ),
    causes: [],
    facts: [
      ['commit', commitText(manifest.git)],
      ['machine', machineText(record)],
      ['measured', `${startedAt} to ${manifest.endedAt}`],
    ],
    script: null,
    startedAt,
    seconds: Math.max(0, Date.parse(manifest.endedAt) - Date.parse(startedAt)) / 1000,
  };
}

/** `40 confirmed, 8 refuted of 90`. */
function sentenceOf(results: readonly ClaimResult[]): string {
  const counts = [...Map.groupBy(results, ({ verdict }) => verdict)].map(
    ([verdict, { length }]) => `${length} ${verdict}`,
  );
  return `${counts.length === 0 ? 'none' : counts.join(', ')} of ${results.length}`;
}

function judgedClaim(result: ClaimResult, claim: Claim | undefined): Judged {
  const { id, net, verdict, unit, effect, reason, warnings } = result;
  const side = ({ value, interval }: ClaimSide): string =>
    value === null
      ? 'no data'
      : `${formatValue(value, unit)}${interval === null ? '' : ` (${formatInterval(interval, unit)})`}`;
  return {
    name: `${id}${net === null ? '' : ` at net ${net}`}: ${claim?.says ?? ''}`,
    state: verdict === 'confirmed' ? 'passed' : 'open',
    verdict,
    cells: [
      net ?? '',
      claim === undefined ? '' : claimedText(claim.rule, unit),
      side(result.without),
      side(result.with),
      effect === null ? '' : changeText(effect.change),
      effect === null || effect.interval === null ? '' : `${changeInterval(effect.interval)} %`,
    ],
    reason,
    warnings: warnings.map(({ message }) => message),
  };
}
