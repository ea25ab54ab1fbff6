import type { Progress } from '../../collect/load-plan.ts';
import { formatValue } from '../../core/text/format-value.ts';

/** The live line of a run: time, rate, p95 of the last second, errors. */
export function liveText(event: Extract<Progress, { phase: 'running' }>): string {
  const planned = event.plannedSeconds === null ? '' : `/${Math.round(event.plannedSeconds)}`;
  const failedShare = event.requests === 0 ? 0 : event.failedRequests / event.requests;
  return [
    `${Math.round(event.elapsedSeconds)}${planned} s${event.isWarmUp ? ' warm-up' : ''}`,
    `${event.requests.toLocaleString('en')} requests`,
    `${Math.round(event.requestsPerSecond)}/s`,
    event.p95Ms === null ? 'p95 no data' : `p95 ${formatValue(event.p95Ms, 'ms')}`,
    `errors ${formatValue(failedShare, 'share')}`,
  ].join('  ');
}

/** The live line of a suite: time, and what it says of itself. */
export function suiteText({ elapsedSeconds, said }: Extract<Progress, { phase: 'measuring' }>): string {
  return `${Math.round(elapsedSeconds)} s  ${said}`;
}
