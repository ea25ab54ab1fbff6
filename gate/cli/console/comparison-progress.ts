import type { ComparisonProgress, SideProgress } from '../../collect/compare/comparison-plan.ts';
import type { MetricComparison } from '../../core/model/comparison-record.ts';
import { formatValue } from '../../core/text/format-value.ts';
import { changeInterval, changeText } from './change-text.ts';
import { nameOf, worstOf } from './comparison-order.ts';

type Running = Extract<ComparisonProgress, { phase: 'running' }>;
type Step = Exclude<ComparisonProgress, Running>;

/** A step that stays on the screen: `checking out the baseline`. */
export function stepText(step: Step): string {
  switch (step.phase) {
    case 'checking out':
      return `checking out the ${step.side}`;
    case 'installing':
      return `installing the ${step.side}`;
    case 'starting sides':
      return `starting both sides, launch ${step.launch} of at most ${step.launches}`;
    case 'running suite':
      return `running the suite of the ${step.side}, launch ${step.launch} of at most ${step.launches}`;
    default:
      return step.phase;
  }
}

/** The live line of a launch: how far it is, both sides, and how the verdict stands since the launch before. */
export function launchText(running: Running, standing: string): string {
  const { launch, launches, elapsedSeconds, plannedSeconds, isWarmUp, baseline, candidate } = running;
  const planned = plannedSeconds === null ? '' : `/${Math.round(plannedSeconds)}`;
  const failed = baseline.failedRequests + candidate.failedRequests;
  return [
    `launch ${launch}/${launches}`,
    `${Math.round(elapsedSeconds)}${planned} s${isWarmUp ? ' warm-up' : ''}`,
    ...(standing === '' ? [] : [standing]),
    `p50 ${milliseconds(baseline.p50Ms)} | ${milliseconds(candidate.p50Ms)}`,
    `${(baseline.requests + candidate.requests).toLocaleString('en')} requests`,
    ...(failed === 0 ? [] : [`${failed.toLocaleString('en')} failed`]),
  ].join('  ');
}

/** How the worst primary metric stands, and what is still needed: `latency p50 +1.2 % [−0.8, +3.1], another launch needed`. */
export function standingText(metrics: readonly MetricComparison[], needed: string): string {
  const worst = worstOf(metrics);
  if (worst === undefined) return needed;
  const { estimate, interval } = worst.comparison;
  const change = estimate === null ? 'no estimate' : changeText(estimate);
  return `${nameOf(worst)} ${change}${interval === null ? '' : ` ${changeInterval(interval)}`}, ${needed}`;
}

function milliseconds(value: SideProgress['p50Ms']): string {
  return value === null ? '–' : formatValue(value, 'ms');
}
