import type { ComparisonVerdict } from '../../core/model/comparison.ts';
import type { MetricComparison } from '../../core/model/comparison-record.ts';
import type { BenchmarkName, RunRecord } from '../../core/model/run-record.ts';
import { formatCount } from '../../core/text/format-value.ts';
import { changeInterval, changeText, shareText } from '../console/change-text.ts';
import { nameOf } from '../console/comparison-order.ts';
import type { Judged } from './publication.ts';

const STATE: Readonly<Record<ComparisonVerdict, Judged['state']>> = {
  regression: 'failed',
  improvement: 'passed',
  unchanged: 'passed',
  inconclusive: 'open',
  invalid: 'open',
};

/** What became of one metric: `values`, then its change and what goes with it. */
export function changesOf(
  metric: Pick<MetricComparison, 'metric' | 'route' | 'margin' | 'comparison'>,
  prefix: string,
  values: readonly string[],
): Judged {
  const { verdict, estimate, interval, mde, n, reason, warnings } = metric.comparison;
  return {
    name: `${prefix}${nameOf(metric)}`,
    state: STATE[verdict],
    verdict,
    cells: [
      ...values,
      estimate === null ? '' : changeText(estimate),
      interval === null ? '' : `${changeInterval(interval)} %`,
      shareText(metric.margin),
      mde === null ? '' : shareText(mde),
      formatCount(n),
    ],
    reason,
    warnings: warnings.map(({ message }) => message),
  };
}

/** `load browse`. */
export function benchmarkText({ kind, name }: BenchmarkName): string {
  return kind === name ? name : `${kind} ${name}`;
}

/** What it was measured on. */
export function machineText({ environment }: Pick<RunRecord, 'environment'>): string {
  const { cpu, cores, node, runnerImage, machineClass } = environment;
  return [`${cpu}, ${cores} cores`, `Node ${node}`, ...(runnerImage === null ? [] : [runnerImage]), machineClass].join(
    ', ',
  );
}

/** What was measured, or what measured it. */
export function commitText(git: RunRecord['manifest']['git']): string {
  if (git === null) return 'no git repository';
  return [git.commit, ...(git.branch === null ? [] : [git.branch]), ...(git.isClean ? [] : ['not clean'])].join(', ');
}

/** Each problem once, in words. */
export function problemTexts(problems: RunRecord['problems']): readonly string[] {
  const texts = problems.map(
    ({ severity, route, message }) => `${severity}: ${route === null ? '' : `${route}: `}${message}`,
  );
  return [...new Set(texts)];
}
