import type {
  Claim,
  ClaimResult,
  ClaimSide,
  ClaimsRecord,
  ClaimVerdict,
  Contrast,
} from '../../gate/core/model/claim.ts';
import { formatInterval, formatValue } from '../format-value.ts';
import { changeInterval, changeText } from './change-text.ts';
import { commandLine, dateText, type FactGroup, factGroups, machineFacts } from './provenance.ts';
import { metricWords } from './words.ts';

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

/** One claim at one network setting. */
export interface ClaimRow {
  readonly id: string;
  readonly verdict: ClaimVerdict;
  /** The icon and the tone that stand for the verdict on every page. */
  readonly mark: Mark;
  readonly says: string;
  readonly place: string;
  /** Empty where the words are taken as they stand. */
  readonly reading: string;
  readonly net: string;
  readonly metric: string;
  readonly route: string;
  /** `with` is a word of the templates: the sides are called on and off here. */
  readonly on: SideCell;
  readonly off: SideCell;
  readonly effect: string;
  readonly effectInterval: string;
  readonly reason: string;
  readonly warnings: readonly string[];
}

/** One side of a row. */
interface SideCell {
  readonly label: string;
  readonly value: string;
  /** Empty where there is none. */
  readonly interval: string;
}

type Mark = 'met' | 'missed' | 'unchanged' | 'inconclusive' | 'invalid';

const MARKS: Readonly<Record<ClaimVerdict, Mark>> = {
  confirmed: 'met',
  refuted: 'missed',
  'not discriminating': 'unchanged',
  inconclusive: 'inconclusive',
  invalid: 'invalid',
};

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
      rows: results.flatMap((result) => {
        const claim = claims.get(result.id);
        return claim === undefined ? [] : [rowOf(result, claim, record.registry.contrasts[claim.contrast])];
      }),
    })),
    provenance: { command: commandLine(record.manifest.command), groups: groupsOf(record) },
  };
}

function sentenceOf({ registry, results, isQuick }: ClaimsRecord): string {
  const refuted = new Set(results.filter(({ verdict }) => verdict === 'refuted').map(({ id }) => id)).size;
  const count = registry.claims.length;
  const of = `${count === 1 ? 'One claim' : `${count} claims`}, each measured with its feature and without it`;
  const quick = isQuick ? ', in small: what is close stays open' : '';
  return `${of}${quick}. ${refuted === 0 ? 'None was refuted.' : `${refuted} ${refuted === 1 ? 'was' : 'were'} refuted.`}`;
}

function rowOf(result: ClaimResult, claim: Claim, contrast: Contrast | undefined): ClaimRow {
  const { id, verdict, net, unit, effect, reason, warnings } = result;
  const cell = ({ value, interval }: ClaimSide, label = ''): SideCell => ({
    label,
    value: value === null ? '–' : formatValue(value, unit),
    interval: interval === null ? '' : formatInterval(interval, unit),
  });
  const { rule } = claim;
  return {
    id,
    verdict,
    mark: MARKS[verdict],
    says: claim.says,
    place: claim.place,
    reading: claim.reading ?? '',
    net: net ?? '–',
    metric: rule.kind === 'slope' ? `slope of ${metricWords(rule.metric)}` : metricWords(rule.metric),
    route: 'route' in rule ? (rule.route ?? '') : '',
    on: cell(result.with, contrast?.with.label),
    off: cell(result.without, contrast?.without.label),
    effect: effect === null ? '–' : changeText(effect.change),
    effectInterval: effect === null || effect.interval === null ? '' : changeInterval(effect.interval),
    reason,
    // That holds of every row, and stands below the tables.
    warnings: [...new Set(warnings.filter(({ code }) => code !== 'FEW_LAUNCHES').map(({ message }) => message))],
  };
}

function groupsOf(record: ClaimsRecord): readonly FactGroup[] {
  const { manifest, environment, subject, measurements } = record;
  const { git } = manifest;
  const achieved = new Map(
    measurements.flatMap(({ net, facts }) =>
      Object.entries(facts).map(([name, value]) => [`${name} at net ${net}`, value] as const),
    ),
  );
  return factGroups([
    [
      'Measurement',
      [
        ['id', record.id],
        ['started', dateText(record.startedAt)],
        ['ended', dateText(manifest.endedAt)],
        ['contrasts', String(new Set(measurements.map(({ contrast }) => contrast)).size)],
        ['seed', manifest.seed === null ? null : String(manifest.seed)],
        ...achieved,
      ],
    ],
    [
      'Code',
      [
        ['commit', git?.commit ?? 'not in a git checkout'],
        ['branch', git?.branch ?? null],
        [
          'work tree',
          git === null ? null : git.isClean ? 'clean' : 'NOT clean: the commit does not tell what was measured',
        ],
        ['loadline', manifest.loadlineVersion],
        ['node', environment.node],
      ],
    ],
    ['Subject', [['name', subject.name], ...Object.entries(subject.facts)]],
    ['Machine', machineFacts(environment)],
  ]);
}
