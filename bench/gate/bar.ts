import { clopperPearson } from '../../gate/core/stats/clopper-pearson.ts';

/** What a figure must reach; both ends may be set. */
export interface Bar {
  readonly least?: number;
  readonly most?: number;
}

/** One-sided confidence with which a bar must be missed to count as missed: chance alone rarely turns a bench red. */
const CONFIDENCE = 0.975;

/** A share of trials held to a bar: missed only when its whole 95 % interval lies beyond. */
export function checkShare(what: string, hits: number, trials: number, bar: Bar): void {
  const [lower, upper] = clopperPearson(hits, trials, CONFIDENCE);
  const isIn = upper >= (bar.least ?? 0) && lower <= (bar.most ?? 1);
  const interval = `[${lower.toFixed(4)}, ${upper.toFixed(4)}]`;
  report(isIn, `${what} ${(hits / trials).toFixed(4)} ${interval} of ${trials}, bar ${barText(bar)}`);
}

/** A figure without trials held to a bar. */
export function checkFigure(what: string, figure: number, bar: Bar): void {
  const isIn = figure >= (bar.least ?? Number.NEGATIVE_INFINITY) && figure <= (bar.most ?? Number.POSITIVE_INFINITY);
  report(isIn, `${what} ${figure.toPrecision(3)}, bar ${barText(bar)}`);
}

/** A missed bar makes the process end with exit code 1. */
function report(isIn: boolean, text: string): void {
  if (!isIn) process.exitCode = 1;
  console.log(`    ${isIn ? 'reached' : 'MISSED '}  ${text}`);
}

function barText({ least, most }: Bar): string {
  return [least === undefined ? [] : [`≥ ${least}`], most === undefined ? [] : [`≤ ${most}`]].flat().join(' and ');
}
