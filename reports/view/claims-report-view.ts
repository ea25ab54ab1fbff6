import type {
  Claim,
  ClaimResult,
  ClaimSide,
  ClaimsRecord,
  ClaimVerdict,
  Contrast,
  ContrastMeasurement,
} from '../../gate/core/model/claim.ts';
import { formatDuration, formatInterval, formatValue } from '../../gate/core/text/format-value.ts';
import { changeInterval, changeText } from './change-text.ts';
import { claimedText, claimMetricWords } from './claimed-text.ts';
import { commandLine, dateText, type FactGroup, factGroups, machineFacts } from './provenance.ts';

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

/** A claim, beside the first of its rows. */
export interface ClaimCell {
  /** How many rows it stands beside. */
  readonly span: number;
  readonly id: string;
  readonly says: string;
  readonly place: string;
  /** Empty where the words are taken as they stand. */
  readonly reading: string;
  /** What must hold: the metric, and the number that is claimed. */
  readonly metric: string;
  readonly claimed: string;
  readonly route: string;
}

/** One claim at one network setting. */
export interface ClaimRow {
  /** `null`: the row before is of the same claim. */
  readonly claim: ClaimCell | null;
  readonly verdict: ClaimVerdict;
  /** The icon and the tone that stand for the verdict on every page. */
  readonly mark: Mark;
  readonly net: string;
  /** `with` is a word of the templates: the sides are called on and off here. */
  readonly on: SideCell;
  readonly off: SideCell;
  readonly effect: string;
  readonly effectInterval: string;
  readonly reason: string;
  /** How long it was measured; empty where it was not. */
  readonly took: string;
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
      rows: [...Map.groupBy(results, ({ id }) => id)].flatMap(([id, ofClaim]) => {
        const claim = claims.get(id);
        return claim === undefined ? [] : rowsOf(claim, ofClaim, record);
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

/** A claim and its results, at one network setting each. */
function rowsOf(claim: Claim, results: readonly ClaimResult[], record: ClaimsRecord): readonly ClaimRow[] {
  const contrast = record.registry.contrasts[claim.contrast];
  return results.map((result, index) => {
    const measurement = record.measurements.find((one) => one.contrast === claim.contrast && one.net === result.net);
    return {
      ...rowOf(result, contrast),
      claim: index === 0 ? cellOf(claim, results) : null,
      took: measurement === undefined ? '' : tookText(measurement),
    };
  });
}

function cellOf({ id, says, place, reading, rule }: Claim, results: readonly ClaimResult[]): ClaimCell {
  // What could not be measured has no unit.
  const unit = results.find((result) => result.unit !== '')?.unit ?? '';
  return {
    ...{ span: results.length, id, says, place, reading: reading ?? '' },
    metric: claimMetricWords(rule),
    claimed: claimedText(rule, unit),
    route: 'route' in rule ? (rule.route ?? '') : '',
  };
}

function rowOf(result: ClaimResult, contrast: Contrast | undefined): Omit<ClaimRow, 'claim' | 'took'> {
  const { verdict, net, unit, effect, reason, warnings } = result;
  const cell = ({ value, interval }: ClaimSide, label = ''): SideCell => ({
    label,
    value: value === null ? '–' : formatValue(value, unit),
    interval: interval === null ? '' : formatInterval(interval, unit),
  });
  return {
    verdict,
    mark: MARKS[verdict],
    net: net ?? '–',
    on: cell(result.with, contrast?.with.label),
    off: cell(result.without, contrast?.without.label),
    effect: effect === null ? '–' : changeText(effect.change),
    effectInterval: effect === null || effect.interval === null ? '' : changeInterval(effect.interval),
    reason,
    // That holds of every row, and stands below the tables.
    warnings: [...new Set(warnings.filter(({ code }) => code !== 'FEW_LAUNCHES').map(({ message }) => message))],
  };
}

/** `3.21 s, 1 look of 3`. */
function tookText({ seconds, looks }: ContrastMeasurement): string {
  const looked = looks.planned === 1 ? '' : `, ${looks.taken} of ${looks.planned} looks`;
  return `${formatDuration(seconds)}${looked}`;
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
        ['took', formatDuration((Date.parse(manifest.endedAt) - Date.parse(record.startedAt)) / 1000)],
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
