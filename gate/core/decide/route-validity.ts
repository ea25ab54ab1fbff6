import type { Evidence } from '../model/evidence.ts';
import type { Measurement } from '../model/run-record.ts';
import type { RatioBlock, RatioSeries } from '../model/series.ts';
import type { Problem } from '../model/verdict.ts';
import { failureWords } from '../text/failure-words.ts';
import { formatThings } from '../text/format-value.ts';

/**
 * Share of failed requests above which a latency speaks of the lucky ones only. At 1 %, were all failed ones slow, the p95 of the others
 * is the p94 of all: the tail that a target asks for is still there.
 */
const FAILED_LIMIT = 0.01;

/** Failures that spoil latencies: of all requests together, and of each route, the worst first. Error rates themselves stay valid. */
export function findRouteProblems(measurement: Measurement, evidence: Evidence): readonly Problem[] {
  return [...failedProblems(measurement, evidence), ...zeroDurationProblems(measurement, evidence)];
}

/**
 * What else more failed requests than that spoil. They count as requests, and they spared the subject their work: neither how many it
 * answers, nor what its own counters say they cost, is that of a subject that serves them. `found`: what `findRouteProblems` gave.
 */
export function findWorkProblems(found: readonly Problem[], counterSeries: readonly string[]): readonly Problem[] {
  const ofAll = found.find(({ code, route }) => code === 'REQUESTS_FAILED' && route === null);
  return ofAll === undefined ? [] : ['throughput', ...counterSeries].map((series) => ({ ...ofAll, series }));
}

function failedProblems({ series, warmUpSeconds }: Measurement, { failures }: Evidence): readonly Problem[] {
  const rates = series.filter((one): one is RatioSeries => one.kind === 'ratio' && one.name === 'error-rate');
  const failing = rates.flatMap(({ route, blocks }) => {
    const judged = blocks.filter((block) => block.at >= warmUpSeconds);
    const share = sumOf(judged, 'numerator') / sumOf(judged, 'denominator');
    return share > FAILED_LIMIT ? [{ route, share }] : [];
  });
  failing.sort((one, other) => Number(other.route === null) - Number(one.route === null) || other.share - one.share);
  return failing.map(({ route, share }) => {
    const whose = route === null ? 'all requests' : `the requests of ${route}`;
    const what = `${Number((share * 100).toPrecision(3))} % of ${whose} failed${mostOften(failures, route)}`;
    const sample = route === null ? 'no fair sample' : 'no fair sample of latency';
    return ofLatency(route, 'REQUESTS_FAILED', `${what}: what is left is ${sample}`);
  });
}

/** `, most often with 503`: the commonest status or error code of the failed requests of a route, or of all; empty where none was kept. */
function mostOften(failures: Evidence['failures'], route: string | null): string {
  const counts = new Map<string, number>();
  for (const [of, byStatus] of Object.entries(failures)) {
    if (route !== null && of !== route) continue;
    for (const [status, count] of Object.entries(byStatus)) counts.set(status, (counts.get(status) ?? 0) + count);
  }
  const [commonest] = [...counts].sort(([, one], [, other]) => other - one);
  return commonest === undefined ? '' : `, most often with ${failureWords(commonest[0])}`;
}

/** A healthy subject refuses nothing, so one refused request is enough. For all requests it counts from the same share as other failures. */
function zeroDurationProblems(measurement: Measurement, { zeroDurationFailures }: Evidence): readonly Problem[] {
  const perRoute = Object.entries(zeroDurationFailures).filter(([, count]) => count > 0);
  const problems = perRoute.map(([route, count]) =>
    ofLatency(
      route,
      'REQUESTS_REFUSED',
      `${formatThings(count, 'request')} of ${route} failed within no time: no connection was made`,
    ),
  );
  const refused = perRoute.reduce((sum, [, count]) => sum + count, 0);
  if (refused === 0) return problems;
  const all = measurement.series.find((one) => one.name === 'error-rate' && one.route === null);
  const requests = all?.kind === 'ratio' ? sumOf(all.blocks, 'denominator') : 0;
  if (refused > requests * FAILED_LIMIT) {
    problems.push(
      ofLatency(
        null,
        'REQUESTS_REFUSED',
        `${formatThings(refused, 'request')} failed within no time: no connection was made`,
      ),
    );
  }
  return problems;
}

function ofLatency(route: string | null, code: string, message: string): Problem {
  return { severity: 'invalid', code, message, route, series: 'latency' };
}

function sumOf(blocks: readonly RatioBlock[], key: 'numerator' | 'denominator'): number {
  return blocks.reduce((sum, block) => sum + block[key], 0);
}
