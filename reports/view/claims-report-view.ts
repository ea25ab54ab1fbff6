import type { ClaimsRecord, ClaimVerdict } from '../../gate/core/model/claim.ts';
import { type ClaimRow, claimRows, MARKS, type Mark } from './claim-rows.ts';
import { claimsProvenance } from './claims-provenance.ts';
import { commandLine, dateText, type FactGroup } from './provenance.ts';

/** Everything that the page of claims says. */
export interface ClaimsReportView {
  readonly subject: string;
  readonly startedAt: string;
  readonly commit: string;
  readonly sentence: string;
  readonly counts: readonly { readonly verdict: ClaimVerdict; readonly mark: Mark; readonly count: number }[];
  readonly documents: readonly ClaimsOfDocument[];
  readonly provenance: { readonly command: string; readonly groups: readonly FactGroup[] };
}

export interface ClaimsOfDocument {
  readonly anchor: string;
  readonly title: string;
  readonly rows: readonly ClaimRow[];
}

const VERDICTS: readonly ClaimVerdict[] = ['confirmed', 'refuted', 'not discriminating', 'inconclusive', 'invalid'];

/** Measured claims in words and numbers for people, document by document. Pure: the same record gives the same view. */
export function claimsReportView(record: ClaimsRecord): ClaimsReportView {
  const claims = new Map(record.registry.claims.map((claim) => [claim.id, claim]));
  const byDocument = Map.groupBy(record.results, ({ id }) => claims.get(id)?.document ?? '');
  const documents = [...byDocument].toSorted(([one], [other]) => one.localeCompare(other));
  const { git } = record.manifest;
  return {
    subject: record.subject.name,
    startedAt: dateText(record.startedAt),
    commit: git === null ? '' : git.commit.slice(0, 7),
    sentence: sentenceOf(record),
    counts: VERDICTS.flatMap((verdict) => {
      const count = record.results.filter((result) => result.verdict === verdict).length;
      return count === 0 ? [] : [{ verdict, mark: MARKS[verdict], count }];
    }),
    documents: documents.map(([document, results]) => ({
      anchor: `document-${document}`,
      title: document === 'ours' ? 'Our own' : `Document ${document}`,
      rows: [...Map.groupBy(results, ({ id }) => id)].flatMap(([id, ofClaim]) => {
        const claim = claims.get(id);
        return claim === undefined ? [] : claimRows(claim, ofClaim, record);
      }),
    })),
    provenance: { command: commandLine(record.manifest.command), groups: claimsProvenance(record) },
  };
}

function sentenceOf({ registry, results, isQuick }: ClaimsRecord): string {
  const refuted = new Set(results.filter(({ verdict }) => verdict === 'refuted').map(({ id }) => id)).size;
  const count = registry.claims.length;
  const of = `${count === 1 ? 'One claim' : `${count} claims`}, each measured with its feature and without it`;
  const quick = isQuick ? ', in small: what is close stays open' : '';
  return `${of}${quick}. ${refuted === 0 ? 'None was refuted.' : `${refuted} ${refuted === 1 ? 'was' : 'were'} refuted.`}`;
}
