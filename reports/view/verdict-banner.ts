import type { RunRecord } from '../../gate/core/model/run-record.ts';
import type { TargetResult, TargetVerdict } from '../../gate/core/model/target.ts';
import type { Outcome } from '../../gate/core/model/verdict.ts';
import {
  formatBeside,
  formatCount,
  formatInterval,
  formatLimit,
  formatValue,
} from '../../gate/core/text/format-value.ts';
import { historySentence } from './history-section.ts';
import { bySeverity, limitOf } from './target-rows.ts';
import { capitalised, targetWords, unbroken } from './words.ts';

/** The answer, before everything else. */
export interface VerdictBanner {
  readonly outcome: Outcome;
  readonly word: string;
  /** Names the worst target, its value, interval and limit. */
  readonly sentence: string;
  readonly counts: readonly { readonly verdict: TargetVerdict; readonly count: string }[];
}

const VERDICTS: readonly TargetVerdict[] = ['missed', 'invalid', 'inconclusive', 'met'];

export function verdictBanner(record: RunRecord): VerdictBanner {
  return {
    outcome: record.outcome,
    word: record.outcome.toUpperCase(),
    sentence: unbroken(sentenceOf(record)),
    counts: VERDICTS.map((verdict) => ({
      verdict,
      count: record.targets.filter((result) => result.verdict === verdict).length,
    }))
      .filter(({ count }) => count > 0)
      .map(({ verdict, count }) => ({ verdict, count: formatCount(count) })),
  };
}

/** What history says comes first where it is what made the outcome. */
function sentenceOf(record: RunRecord): string {
  const targets = record.capacity === null ? targetsSentence(record) : capacitySentence(record);
  const history = historySentence(record);
  if (history === '') return targets;
  const isTheCause =
    record.history?.outcome === record.outcome && !record.targets.some(({ verdict }) => verdict === 'missed');
  return isTheCause ? `${history} ${targets}` : `${targets} ${history}`;
}

function targetsSentence(record: RunRecord): string {
  const [worst] = bySeverity(record.targets);
  if (worst === undefined) return `Nothing was judged: the run has no targets.${firstInvalid(record)}`;
  const alike = record.targets.filter(({ verdict, reason }) => verdict === worst.verdict && reason === worst.reason);
  if (worst.verdict === 'invalid' && alike.length > 1)
    return spoiltSentence(worst, alike.length, record.targets.length);
  if (worst.verdict !== 'met') return `${capitalised(worstSentence(worst, record))}${firstInvalid(record, worst)}`;
  const all =
    record.targets.length === 1 ? 'The target is met' : `All ${formatCount(record.targets.length)} targets are met`;
  return `${all}. Closest to its limit: ${measured(worst, record)}, limit ${limitWords(worst)}.${firstInvalid(record)}`;
}

/** One of many that the same thing spoils is not named: which one would be chance. */
function spoiltSentence({ reason }: TargetResult, spoilt: number, all: number): string {
  const which = spoilt === all ? `None of the ${formatCount(all)}` : `${formatCount(spoilt)} of ${formatCount(all)}`;
  return `${which} targets can${spoilt === all ? '' : 'not'} be judged: ${withoutStop(reason)}.`;
}

function worstSentence(worst: TargetResult, record: RunRecord): string {
  const what = targetWords(worst.target, record.benchmark.kind);
  switch (worst.verdict) {
    case 'missed':
      return `${measured(worst, record)}: ${worst.target.below === undefined ? 'below' : 'above'} its limit of ${limitNumber(worst)}.`;
    case 'inconclusive':
      return worst.interval === null
        ? `${measured(worst, record)}: too few independent samples to tell, limit ${limitWords(worst)}.`
        : `${measured(worst, record)}: too close to its limit of ${limitNumber(worst)} to tell.`;
    default:
      return `${what} cannot be judged: ${withoutStop(worst.reason)}.${limitOf(worst) === null ? '' : ` Its limit is ${limitWords(worst)}.`}`;
  }
}

/**
 * What makes the measurement doubtful, unless the worst target's reason has said so already. Beside a target that was missed only
 * what befell all requests is told: it says why.
 */
function firstInvalid(record: RunRecord, said?: TargetResult): string {
  const isMissed = said?.verdict === 'missed';
  const problem = record.problems.find(
    ({ severity, route }) => severity === 'invalid' && !(isMissed && route !== null),
  );
  if (problem === undefined || said?.verdict === 'invalid') return '';
  return ` ${capitalised(withoutStop(problem.message))}.`;
}

function capacitySentence(record: RunRecord): string {
  const { highestRate = null, stages = [] } = record.capacity ?? {};
  const failed = stages.find((stage) => stage.outcome !== 'pass');
  const [worst] = bySeverity(failed?.targets ?? []);
  const held =
    highestRate === null
      ? 'No stage was shown to hold every target.'
      : `Every target holds up to ${formatValue(highestRate, 'iterations/s')}.`;
  if (failed === undefined)
    return stages.length === 0 ? `${held} No stage was judged.` : `${held} No stage failed, so the limit lies higher.`;
  const rate = formatValue(failed.stage.toRate, 'iterations/s');
  if (worst === undefined || worst.verdict === 'met')
    return `${held} Stage ${failed.stage.name} (${rate}) is ${failed.outcome}.`;
  return `${held} At ${rate} (stage ${failed.stage.name}), ${worstSentence(worst, record)}`;
}

/** `latency p95 of GET /api/users is 132 ms (128–137 ms)`. */
function measured(result: TargetResult, record: RunRecord): string {
  const { observed, interval, unit, target } = result;
  const what = targetWords(target, record.benchmark.kind);
  const limit = limitOf(result);
  if (observed === null || limit === null) return `${what} has no data`;
  const bounds = interval === null ? '' : ` (${formatInterval(interval, unit)})`;
  return `${what} is ${formatBeside(observed, limit, unit)}${bounds}`;
}

function limitWords(result: TargetResult): string {
  return `${result.target.below === undefined ? 'above' : 'below'} ${limitNumber(result)}`;
}

function limitNumber(result: TargetResult): string {
  return formatLimit(limitOf(result) ?? Number.NaN, result.unit);
}

function withoutStop(text: string): string {
  return text.trim().replace(/[.!]$/, '');
}
