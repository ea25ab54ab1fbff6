import type { Evidence } from '../model/evidence.ts';
import type { Measurement } from '../model/run-record.ts';
import type { RatioBlock, RatioSeries } from '../model/series.ts';
import type { Problem } from '../model/verdict.ts';

/**
 * Share of failed requests above which a latency speaks of the lucky ones only. At 1 %, were all failed ones slow, the p95 of the others
 * is the p94 of all: the tail that a target asks for is still there.
 */
const FAILED_LIMIT = 0.01;

/** Failures that spoil latencies: of each route, and of all requests together. Error rates themselves stay valid. */
export function findRouteProblems(measurement: Measurement, evidence: Evidence): readonly Problem[] {
  return [...failedProblems(measurement), ...zeroDurationProblems(measurement, evidence)];
}

function failedProblems({ series, warmUpSeconds }: Measurement): readonly Problem[] {
  const rates = series.filter((one): one is RatioSeries => one.kind === 'ratio' && one.name === 'error-rate');
  return rates.flatMap((rate) => {
    const judged = rate.blocks.filter((block) => block.at >= warmUpSeconds);
    const failed = sumOf(judged, 'numerator');
    const requests = sumOf(judged, 'denominator');
    if (!(failed > requests * FAILED_LIMIT)) return [];
    const whose = rate.route === null ? 'all requests' : `the requests of ${rate.route}`;
    const percent = Number(((failed / requests) * 100).toPrecision(3));
    return [
      ofLatency(
        rate.route,
        'REQUESTS_FAILED',
        `${percent} % of ${whose} failed: what is left is no fair sample of latency`,
      ),
    ];
  });
}

/** A healthy subject refuses nothing, so one refused request is enough. For all requests it counts from the same share as other failures. */
function zeroDurationProblems(measurement: Measurement, { zeroDurationFailures }: Evidence): readonly Problem[] {
  const perRoute = Object.entries(zeroDurationFailures).filter(([, count]) => count > 0);
  const problems = perRoute.map(([route, count]) =>
    ofLatency(
      route,
      'REQUESTS_REFUSED',
      `${count} requests of ${route} failed within no time: the subject was not reachable`,
    ),
  );
  const refused = perRoute.reduce((sum, [, count]) => sum + count, 0);
  if (refused === 0) return problems;
  const all = measurement.series.find((one) => one.name === 'error-rate' && one.route === null);
  const requests = all?.kind === 'ratio' ? sumOf(all.blocks, 'denominator') : 0;
  if (refused > requests * FAILED_LIMIT) {
    problems.push(
      ofLatency(null, 'REQUESTS_REFUSED', `${refused} requests failed within no time: the subject was not reachable`),
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
