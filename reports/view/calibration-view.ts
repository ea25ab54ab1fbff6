import type { CalibrationRecord } from '../../gate/core/model/comparison-record.ts';
import { formatCount, formatLimit } from '../../gate/core/text/format-value.ts';
import { metricWords } from './words.ts';

/** How often this gate has been wrong on machines of this class, in words. */
export interface CalibrationView {
  readonly sentence: string;
  readonly isAdvisory: boolean;
  readonly mde: readonly { readonly metric: string; readonly value: string }[];
}

/** `machineClass`: that of the comparison, for one that was never calibrated. */
export function calibrationView(calibration: CalibrationRecord | null, machineClass: string): CalibrationView {
  if (calibration === null) {
    return {
      sentence: `This gate was never calibrated on machine class ${machineClass}: how often it calls identical builds different here, nobody has measured. “loadline calibrate” does.`,
      isAdvisory: false,
      mde: [],
    };
  }
  const { comparisons, verdicts, falseAlarms, rateLowerBound, isAdvisory } = calibration;
  const alarms = falseAlarms === 0 ? 'none' : formatCount(falseAlarms);
  return {
    sentence: `On machine class ${calibration.machineClass}, ${formatCount(comparisons)} ${comparisons === 1 ? 'comparison' : 'comparisons'} of identical builds gave ${formatCount(verdicts)} verdicts; ${alarms} of them ${falseAlarms === 1 ? 'was a false alarm' : 'were false alarms'} (rate at least ${formatLimit(Number(rateLowerBound.toPrecision(2)), 'share')}, with 95 % confidence).`,
    isAdvisory,
    mde: Object.entries(calibration.mde).map(([metric, value]) => ({
      metric: metricWords(metric),
      value: formatLimit(Number(value.toPrecision(2)), 'share'),
    })),
  };
}
