import type { Direction } from '../../../gate/core/model/series.ts';

/**
 * How many times worse a run is than the one before it; an alert is a ratio above the threshold, 2 unless configured.
 * Source: benchmark-action/github-action-benchmark v1, src/write.ts (`getRatio`, `findAlerts`).
 */
export function ratioToPrevious(previous: number, current: number, better: Direction): number {
  if (previous === 0 && current === 0) return 1;
  return better === 'higher' ? previous / current : current / previous;
}
