import { styleText } from 'node:util';
import type { CalibrationSummary, MetricCalibration, Power } from '../../core/decide/calibration-summary.ts';
import type { CalibrationRecord, ComparisonPlan } from '../../core/model/comparison-record.ts';
import { formatDuration, formatThings } from '../../core/text/format-value.ts';
import { shareText } from './change-text.ts';
import { nameOf } from './comparison-order.ts';
import { type Column, table } from './table.ts';

const METRIC_COLUMNS: readonly Column[] = [
  { heading: 'metric', align: 'left' },
  { heading: 'false alarms', align: 'right' },
  { heading: 'unchanged', align: 'right' },
  { heading: 'launch spread', align: 'right' },
  { heading: 'MDE', align: 'right' },
  { heading: 'margin', align: 'right' },
];

const POWER_COLUMNS: readonly Column[] = [
  { heading: 'slowed down by', align: 'left' },
  { heading: 'found', align: 'right' },
  { heading: 'power', align: 'right' },
  { heading: '95 % interval', align: 'right' },
];

/** What people read of a calibration: false alarms, what each metric can show, power, and margins that nothing can keep. */
export function calibrationText(
  summary: CalibrationSummary,
  record: CalibrationRecord | null,
  plan: ComparisonPlan,
  stream: NodeJS.WriteStream,
): string {
  const { comparisons, falseAlarms, interval, metrics, powers, spoilt } = summary;
  const dim = (_cell: string, _column: number, row: number) => (row < 0 ? styleText('dim', _cell, { stream }) : _cell);
  const launches = plan.looks.at(-1) ?? 0;
  return [
    metrics.length === 0 ? '' : `${table(METRIC_COLUMNS, metrics.map(metricRow), dim)}\n`,
    powers.length === 0 ? '' : `${table(POWER_COLUMNS, powers.map(powerRow), dim)}\n`,
    ...metrics.flatMap((metric) => marginWarnings(metric, plan)).map((text) => warning(text, stream)),
    advisoryText(record, stream),
    spoilt === null
      ? ''
      : warning(
          `${formatThings(spoilt.comparisons, 'comparison')} could not be judged, at last because ${spoilt.reason}`,
          stream,
        ),
    comparisons === 0
      ? 'No comparison of identical builds could be judged.\n'
      : `${falseAlarms} of ${formatThings(comparisons, 'comparison')} of identical builds alarmed: ${rangeText(interval)} at 95 %.\n`,
    metrics.every(({ mde }) => mde === null)
      ? ''
      : `MDE: the change that ${launches} launches would show in four of five comparisons.\n`,
  ].join('');
}

function metricRow(metric: MetricCalibration): readonly string[] {
  const { falseAlarms, unchanged, verdicts, spread, mde, margin } = metric;
  return [
    nameOf(metric),
    `${falseAlarms} of ${verdicts}`,
    `${unchanged} of ${verdicts}`,
    spread === null ? '–' : shareText(spread),
    mde === null ? '–' : shareText(mde),
    shareText(margin),
  ];
}

function powerRow({ share, microseconds, found, comparisons, interval }: Power): readonly string[] {
  const [least, most] = microseconds;
  const size = least === most ? `${least}` : `${least}–${most}`;
  return [
    `${shareText(share)} (${size} µs)`,
    `${found} of ${comparisons}`,
    shareText(found / comparisons),
    rangeText(interval),
  ];
}

/** A margin that noise alone goes beyond, and what would reach it. */
function marginWarnings(metric: MetricCalibration, plan: ComparisonPlan): readonly string[] {
  const { mde, margin, launches, launchesNeeded } = metric;
  if (mde === null || mde <= margin) return [];
  const seconds = plan.warmUpSeconds + plan.durationSeconds;
  const remedy =
    launchesNeeded === null
      ? `no hundred launches would reach it: raise the margin to ${shareText(mde)}, or look for what disturbs this machine`
      : `${launchesNeeded} launches${seconds === 0 ? '' : ` (${formatDuration(launchesNeeded * seconds)} of load)`} would reach it, or a margin of ${shareText(mde)}`;
  return [
    `${nameOf(metric)}: its margin of ${shareText(margin)} lies below the noise floor of ${launches} launches, ${shareText(mde)}; ${remedy}.`,
  ];
}

function advisoryText(record: CalibrationRecord | null, stream: NodeJS.WriteStream): string {
  if (record === null || !record.isAdvisory) return '';
  return warning(
    `${record.falseAlarms} of ${record.verdicts} verdicts on identical builds were false, more than ${shareText(record.rateLowerBound)} at 95 %: verdicts advise only until that is better.`,
    stream,
  );
}

function warning(text: string, stream: NodeJS.WriteStream): string {
  return `${styleText('yellow', 'warning', { stream })}  ${text}\n`;
}

function rangeText([lower, upper]: readonly [number, number]): string {
  const percent = (share: number) => Number((share * 100).toPrecision(2));
  return `${percent(lower)}–${percent(upper)} %`;
}
