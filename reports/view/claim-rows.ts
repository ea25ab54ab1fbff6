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

export type Mark = 'met' | 'missed' | 'unchanged' | 'inconclusive' | 'invalid';

export const MARKS: Readonly<Record<ClaimVerdict, Mark>> = {
  confirmed: 'met',
  refuted: 'missed',
  'not discriminating': 'unchanged',
  inconclusive: 'inconclusive',
  invalid: 'invalid',
};

/** A claim and its results, a row for each network setting. */
export function claimRows(claim: Claim, results: readonly ClaimResult[], record: ClaimsRecord): readonly ClaimRow[] {
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
