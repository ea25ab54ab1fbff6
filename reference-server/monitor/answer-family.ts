import { ANSWER_BOUNDS_MS, type AnswerTotal, type AnswerTotals } from './answer-times.ts';
import type { MetricFamily, MetricSample } from './prometheus-text.ts';
import type { NamedStats } from './snapshot.ts';

/** How long cached answers took, by domain and by the tier that held them: a limit of a document is a bound of it. */
export function answerFamily(answers: readonly NamedStats<AnswerTotals>[]): MetricFamily {
  return {
    name: 'domain_cache_answer_seconds',
    type: 'histogram',
    help: 'Cached answers by tier, from the request to its answer, by domain; `miss`: no tier held it.',
    samples: answers.flatMap(({ domain, stats }) =>
      Object.entries(stats).flatMap(([tier, total]) => samplesOf({ domain, tier }, total)),
    ),
  };
}

function samplesOf(labels: Readonly<Record<string, string>>, { ms, counts }: AnswerTotal): readonly MetricSample[] {
  let within = 0;
  const buckets = counts.map((count, index) => {
    within += count;
    const boundMs = ANSWER_BOUNDS_MS[index];
    const le = boundMs === undefined ? '+Inf' : String(boundMs / 1_000);
    return { suffix: '_bucket', labels: { ...labels, le }, value: within };
  });
  return [...buckets, { suffix: '_sum', labels, value: ms / 1_000 }, { suffix: '_count', labels, value: within }];
}
