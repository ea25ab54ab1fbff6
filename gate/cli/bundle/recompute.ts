import { advisedOutcome } from '../../core/decide/advised-outcome.ts';
import { concludeCapacity, judgeCapacity } from '../../core/decide/capacity.ts';
import { isSameMetric } from '../../core/decide/history-question.ts';
import { judgeAgainstHistory } from '../../core/decide/judge-against-history.ts';
import { judgeComparison } from '../../core/decide/judge-comparison.ts';
import { judgeRun } from '../../core/decide/judge-run.ts';
import { concludeWithHistory } from '../../core/history/conclude-with-history.ts';
import { historyEntryOf } from '../../core/history/entry-of-run.ts';
import type { AgainstHistoryQuestion, HistoryValue, RunHistory } from '../../core/model/history.ts';
import type { RunRecord } from '../../core/model/run-record.ts';
import { judgeClaimsAgain } from '../judge-claims.ts';
import type { Recorded } from '../recorded.ts';

/** Characters of a value in a sentence. */
const MOST_SHOWN = 80;

/** Verdicts by name, as a record has them and as its measured part gives them again. */
export interface Recomputed {
  readonly recorded: unknown;
  readonly again: unknown;
}

/** Judges the measured part of a record once more, and what history said to a run where the record holds what that was made from. */
export function recompute(record: Recorded): Recomputed {
  if (record.format === 'loadline-claims') {
    return { recorded: { results: record.results }, again: { results: judgeClaimsAgain(record) } };
  }
  if (record.format === 'loadline-comparison') {
    const { metrics, outcome } = record;
    const again = judgeComparison(record);
    return {
      recorded: { metrics, outcome },
      again: { metrics: again.metrics, outcome: advisedOutcome(again.outcome, record.calibration) },
    };
  }
  const { targets, capacity, outcome, history } = record;
  const again = judgeAgain(record);
  const held = history?.question ? heldAgain(record, history, history.question) : null;
  return {
    recorded: { targets, capacity, outcome, ...(held && { history: held.recorded }) },
    again: {
      ...again,
      outcome: concludeWithHistory(
        record,
        again.outcome,
        history && { ...history, outcome: held?.outcome ?? history.outcome },
      ),
      ...(held && { history: held.again }),
    },
  };
}

/** The judgement of a run against its history, and the values of the run that it speaks of. */
function heldAgain(record: RunRecord, history: RunHistory, question: AgainstHistoryQuestion) {
  const { judgement } = judgeAgainstHistory(question);
  const { metrics: values } = historyEntryOf(record, { branch: '', missingRoutes: [] });
  const measured = (value: HistoryValue) => values.find((one) => isSameMetric(one, value)) ?? null;
  return {
    recorded: { metrics: history.metrics, outcome: history.outcome, values: question.candidate.metrics },
    again: {
      metrics: judgement.metrics,
      outcome: judgement.outcome,
      values: question.candidate.metrics.map(measured),
    },
    outcome: judgement.outcome,
  };
}

function judgeAgain({ targets, capacity, measurement, evidence, problems }: RunRecord) {
  if (capacity === null) {
    const asked = targets.map(({ target }) => target);
    const { results, outcome } = judgeRun(asked, measurement, evidence, problems);
    return { targets: results, capacity: null, outcome };
  }
  const asked = capacity.stages[0]?.targets.map(({ target }) => target) ?? [];
  const again = judgeCapacity(asked, measurement, evidence, problems);
  return { targets: [], capacity: again, outcome: concludeCapacity(again) };
}

/** The first place where two values differ once they are written as JSON, as a sentence; `null`: nowhere. */
export function firstDifference(recorded: unknown, again: unknown, place = ''): string | null {
  if (isObject(recorded) && isObject(again)) {
    for (const key of new Set([...Object.keys(recorded), ...Object.keys(again)])) {
      const step = named(recorded[key] ?? again[key]) ?? key;
      const found = firstDifference(recorded[key], again[key], place === '' ? step : `${place} › ${step}`);
      if (found !== null) return found;
    }
    return null;
  }
  const [written, computed] = [JSON.stringify(recorded), JSON.stringify(again)];
  return written === computed ? null : `${place}: recorded ${shown(written)}, computed again ${shown(computed)}`;
}

/** A metric by its name instead of its place in a list. */
function named(value: unknown): string | null {
  const about = isObject(value) && isObject(value.target) ? value.target : value;
  if (!isObject(about) || typeof about.metric !== 'string') return null;
  return typeof about.route === 'string' ? `${about.metric} of ${about.route}` : about.metric;
}

function shown(json: string | undefined): string {
  if (json === undefined) return 'nothing';
  return json.length > MOST_SHOWN ? `${json.slice(0, MOST_SHOWN)}…` : json;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
