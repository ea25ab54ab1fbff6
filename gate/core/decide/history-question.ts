import type { MetricName } from '../model/comparison-record.ts';
import type { AgainstHistoryQuestion, HistoryEntry, HistoryValue } from '../model/history.ts';
import { acceptancesOf, acceptedFrom } from './accepted-level.ts';
import { metricKey } from './calibration.ts';
import type { CalibratorBand } from './calibrator-band.ts';
import { ERROR_RATE } from './compared-metrics.ts';
import { ERROR_MARGIN } from './error-change.ts';
import type { HistoryQuestion } from './judge-history.ts';

/**
 * One metric of a candidate, as it is held against the values of earlier runs: those that have it, brought to the usual speed of the machine
 * where the calibrator was measured with them, from the last accepted level on.
 */
export function historyQuestion(
  value: HistoryValue,
  asked: AgainstHistoryQuestion,
  band: CalibratorBand,
): HistoryQuestion {
  const { history, candidate, confirmation, acceptances, margin, margins, spreads, now } = asked;
  const usable = usesCalibrator(value, candidate, band)
    ? history.filter(({ calibratorMs }) => calibratorMs !== null)
    : history;
  const isNormalised =
    usable.every(({ calibratorMs }) => calibratorMs !== null) && usesCalibrator(value, candidate, band);
  const normalised = (entry: HistoryEntry) => {
    const found = valueIn(entry, value)?.value ?? null;
    if (found === null || !isNormalised) return found;
    return found / speedOf(value, entry, band);
  };
  const runs = usable.flatMap((entry) => {
    const found = normalised(entry);
    return found === null || entry.exclusion !== null ? [] : [{ id: entry.id, found }];
  });
  const second = confirmation === null ? null : normalised(confirmation);
  const leastScale = spreads[metricKey(value)];
  return {
    history: runs.map(({ found }) => found),
    candidate: normalised(candidate) ?? value.value,
    ...(second === null ? {} : { confirmation: second }),
    better: value.better,
    margin: margins[value.metric] ?? (value.metric === ERROR_RATE ? ERROR_MARGIN : margin),
    acceptedFrom: acceptedFrom(
      runs.map(({ id }) => id),
      acceptancesOf(acceptances, candidate.benchmark.name, value),
      now,
    ),
    ...(leastScale === undefined ? {} : { leastScale }),
  };
}

/** Times, and the rates of a capacity, follow the speed of the machine; counts, shares and the rate of a planned load do not. */
function usesCalibrator(value: HistoryValue, candidate: HistoryEntry, band: CalibratorBand): boolean {
  if (band.kind === 'not measured' || candidate.calibratorMs === null) return false;
  return value.unit === 'ms' || isCapacity(value, candidate);
}

function isCapacity({ unit, metric }: HistoryValue, { benchmark }: HistoryEntry): boolean {
  return unit === '1/s' && (benchmark.kind === 'capacity' || metric === 'capacity');
}

/** What a value is divided by: above 1 for a time of a slow machine, below 1 for a rate of one. */
function speedOf(value: HistoryValue, entry: HistoryEntry, band: CalibratorBand): number {
  if (band.kind === 'not measured' || entry.calibratorMs === null) return 1;
  const slower = entry.calibratorMs / band.usualMs;
  return value.unit === 'ms' ? slower : 1 / slower;
}

/** What a run measured of a metric. */
export function valueIn(entry: HistoryEntry | null, name: MetricName): HistoryValue | null {
  return entry?.metrics.find((one) => isSameMetric(one, name)) ?? null;
}

/** Whether two names are of one metric. */
export function isSameMetric(one: MetricName, other: MetricName): boolean {
  return one.metric === other.metric && one.route === other.route;
}
