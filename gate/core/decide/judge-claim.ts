import type {
  Claim,
  ClaimMetric,
  ClaimResult,
  ClaimRule,
  ClaimSide,
  ClaimVerdict,
  ContrastMeasurement,
} from '../model/claim.ts';
import type { MetricName } from '../model/comparison-record.ts';
import type { TargetVerdict } from '../model/target.ts';
import { formatValue } from '../text/format-value.ts';
import { verdictOf } from './assessment.ts';
import { differenceOf } from './claim-difference.ts';
import { effectOn, type MeasuredEffect } from './claim-effect.ts';
import { type JudgedSide, judgeLimit, judgeSlope, problemsOfSide, questionOf } from './claim-sides.ts';
import { problemOf } from './touched.ts';

const NOTHING: ClaimSide = { value: null, interval: null, n: 0 };

/**
 * Judges a claim by what its contrast showed. A limit or a slope is asked of both sides: what holds with the feature confirms the claim
 * only where it does not hold without. A change or a difference is one of the two sides already. Never confirmed for want of data.
 */
export function judgeClaim({ id, rule }: Claim, measurement: ContrastMeasurement): ClaimResult {
  return { id, net: measurement.net, ...judgeRule(rule, measurement) };
}

/** A claim whose contrast could not be measured. */
export function unmeasuredClaim({ id }: Claim, net: ClaimResult['net'], reason: string): ClaimResult {
  return { id, net, ...invalid(reason) };
}

type Judgement = Omit<ClaimResult, 'id' | 'net'>;

function judgeRule(rule: ClaimRule, measurement: ContrastMeasurement): Judgement {
  if (rule.kind === 'limit' || rule.kind === 'slope') return judgeBothSides(rule, measurement);
  const problem = problemOf(nameOf(rule), [
    ...problemsOfSide(measurement, measurement.with),
    ...problemsOfSide(measurement, measurement.without),
  ]);
  if (problem !== undefined) return invalid(problem.message);
  return rule.kind === 'change' ? judgeChange(rule, measurement) : judgeDifference(rule, measurement);
}

function judgeBothSides(
  rule: ClaimRule & { readonly kind: 'limit' | 'slope' },
  measurement: ContrastMeasurement,
): Judgement {
  const judge = (side: 'with' | 'without'): JudgedSide => {
    const question = questionOf(measurement, side);
    return rule.kind === 'limit'
      ? judgeLimit(rule, measurement[side], question)
      : judgeSlope(rule, measurement[side], question);
  };
  const [having, lacking] = [judge('with'), judge('without')];
  const verdict = combine(having.verdict, lacking.verdict);
  const effect = rule.kind === 'limit' ? effectOn(measurement, nameOf(rule)) : null;
  const { unit } = having;
  return {
    verdict,
    reason: bothInWords(verdict, having, lacking, unit),
    unit,
    with: sideOf(having),
    without: sideOf(lacking),
    effect: effect?.kind === 'effect' ? effect.effect : null,
    warnings: [...having.warnings, ...(effect?.kind === 'effect' ? effect.warnings : [])],
  };
}

/** A claim that holds is worth something only where it does not hold anyway. */
function combine(having: TargetVerdict, lacking: TargetVerdict): ClaimVerdict {
  if (having === 'missed') return 'refuted';
  if (having !== 'met') return having;
  if (lacking === 'met') return 'not discriminating';
  return lacking === 'missed' ? 'confirmed' : lacking;
}

function bothInWords(verdict: ClaimVerdict, having: JudgedSide, lacking: JudgedSide, unit: string): string {
  const text = ({ value }: JudgedSide) => (value === null ? 'nothing' : formatValue(value, unit));
  const values = `${text(having)} with, ${text(lacking)} without`;
  switch (verdict) {
    case 'confirmed':
      return values;
    case 'refuted':
      return `${values}: it does not hold with the feature`;
    case 'not discriminating':
      return `${values}: it holds just as well without the feature`;
    case 'inconclusive':
    case 'invalid':
      return having.verdict === verdict
        ? `with: ${having.reason || values}`
        : `holds with it; without: ${lacking.reason || values}`;
  }
}

function judgeChange(rule: ClaimRule & { readonly kind: 'change' }, measurement: ContrastMeasurement): Judgement {
  const limit =
    rule.atMost === undefined
      ? ({ side: 'above', value: rule.atLeast ?? Number.NaN } as const)
      : ({ side: 'below', value: rule.atMost } as const);
  const measured = effectOn(measurement, nameOf(rule));
  if (measured.kind === 'none') return invalid(measured.reason);
  const { effect } = measured;
  const { change, interval } = effect;
  const verdict = claimVerdict(verdictOf(interval ?? [change, change], limit));
  return { ...ofEffect(measured), verdict, reason: changeInWords(verdict, measured, limit.value) };
}

function ofEffect({ effect, unit, n, warnings, ...values }: MeasuredEffect & { readonly kind: 'effect' }) {
  const side = (value: number): ClaimSide => ({ value, interval: null, n });
  return { effect, unit, warnings, with: side(values.with), without: side(values.without) };
}

function changeInWords(
  verdict: ClaimVerdict,
  { effect, unit, ...values }: MeasuredEffect & { readonly kind: 'effect' },
  limit: number,
): string {
  const { change, interval } = effect;
  const between = interval === null ? '' : ` (${percent(interval[0])} to ${percent(interval[1])})`;
  const found = `${formatValue(values.without, unit)} without, ${formatValue(values.with, unit)} with: ${percent(change)}${between}`;
  return verdict === 'inconclusive' ? `${found}, and ${percent(limit)} lies between: measure longer` : found;
}

function judgeDifference(
  rule: ClaimRule & { readonly kind: 'difference' },
  measurement: ContrastMeasurement,
): Judgement {
  const measured = differenceOf(rule, measurement);
  if (measured.kind === 'none') return invalid(measured.reason);
  const { assessment, unit, with: having, without: lacking } = measured;
  const { observed, interval, verdict, reason, warnings } = assessment;
  const between = interval === null ? '' : ` (${formatValue(interval[0], unit)} to ${formatValue(interval[1], unit)})`;
  const effect = effectOn(measurement, nameOf(rule));
  return {
    verdict: claimVerdict(verdict),
    reason: reason ?? `${observed === null ? 'nothing' : formatValue(observed, unit)} more with it${between}`,
    unit,
    with: having,
    without: lacking,
    effect: effect.kind === 'effect' ? effect.effect : null,
    warnings,
  };
}

function claimVerdict(verdict: TargetVerdict): ClaimVerdict {
  return verdict === 'met' ? 'confirmed' : verdict === 'missed' ? 'refuted' : verdict;
}

function invalid(reason: string): Judgement {
  return { verdict: 'invalid', reason, unit: '', with: NOTHING, without: NOTHING, effect: null, warnings: [] };
}

function nameOf({ metric, route }: ClaimMetric): MetricName {
  return { metric, route: route ?? null };
}

function sideOf({ value, interval, n }: JudgedSide): ClaimSide {
  return { value, interval, n };
}

/** A change as text, `−62 %`. */
function percent(change: number): string {
  return `${change >= 0 ? '+' : '−'}${Number(Math.abs(change * 100).toPrecision(3))} %`;
}
