import type { ClaimRule, ClaimSide, ContrastMeasurement } from '../model/claim.ts';
import type { RatioBlock } from '../model/series.ts';
import { assessRatio, levelParts } from './assess-ratio.ts';
import type { Assessment } from './assessment.ts';
import { boundsOf } from './claim-looks.ts';
import { asMeasurement } from './claim-sides.ts';
import { findSeries } from './find-series.ts';
import { asRatio } from './measured-ratio.ts';
import { pairBlocks } from './paired-blocks.ts';

/** What a metric has more with the feature, or why nobody knows. */
export type MeasuredDifference =
  | {
      readonly kind: 'difference';
      readonly assessment: Assessment;
      readonly unit: string;
      readonly with: ClaimSide;
      readonly without: ClaimSide;
    }
  | { readonly kind: 'none'; readonly reason: string };

/** The differences of paired blocks, with less without, assessed as a level. */
export function differenceOf(
  rule: ClaimRule & { readonly kind: 'difference' },
  measurement: ContrastMeasurement,
): MeasuredDifference {
  const find = (side: 'with' | 'without') =>
    findSeries(asMeasurement(measurement[side].series), rule.metric, rule.route);
  const [lacking, having] = [find('without'), find('with')];
  if (lacking.kind !== 'found') return { kind: 'none', reason: `without: ${lacking.reason}` };
  if (having.kind !== 'found') return { kind: 'none', reason: `with: ${having.reason}` };
  if (having.series.kind === 'distribution' || lacking.series.kind === 'distribution')
    return { kind: 'none', reason: `"${rule.metric}" is a distribution, not one number a block` };
  const pairs = pairBlocks(asRatio(lacking.series), asRatio(having.series)).pairs.flatMap(({ baseline, candidate }) => {
    const [before, after] = [baseline[0], candidate[0]];
    return before === undefined || after === undefined ? [] : [{ before: levelOf(before), after: levelOf(after) }];
  });
  const differences = pairs.map(({ before, after }, at) => ({ at, value: after - before }));
  const limit = { side: 'below', value: rule.atMost } as const;
  return {
    kind: 'difference',
    assessment: assessRatio(levelParts(differences), differences.length, limit, boundsOf(measurement.looks).confidence),
    unit: having.series.unit,
    with: sideOf(pairs.map(({ after }) => after)),
    without: sideOf(pairs.map(({ before }) => before)),
  };
}

function levelOf({ numerator, denominator }: RatioBlock): number {
  return numerator / denominator;
}

function sideOf(values: readonly number[]): ClaimSide {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { value: values.length === 0 ? null : mean, interval: null, n: values.length };
}
