/** What is asked of a distribution. */
export type Statistic =
  | { readonly kind: 'quantile'; readonly quantile: number }
  | { readonly kind: 'mean' }
  | { readonly kind: 'extreme'; readonly end: 'min' | 'max' };

/** A target's metric taken apart; `statistic` is `null` where it names a series alone. */
export interface Metric {
  readonly series: string;
  readonly statistic: Statistic | null;
}

/** A series' own name may hold dots (`http_req_duration{name:a.b}`), so the statistic is what the name ends with. */
const WITH_STATISTIC = /^(.+)\.(?:p(\d+(?:\.\d+)?)|(mean|min|max))$/;

/** Takes `latency.p99.9`, `latency.mean` or `error-rate` apart. A percentile lies between 0 and 100, else the whole is a name. */
export function parseMetric(metric: string): Metric {
  const [, series, percentile, word] = WITH_STATISTIC.exec(metric) ?? [];
  if (series === undefined) return { series: metric, statistic: null };
  if (word === 'mean') return { series, statistic: { kind: 'mean' } };
  if (word === 'min' || word === 'max') return { series, statistic: { kind: 'extreme', end: word } };
  const percent = Number(percentile);
  if (!(percent > 0 && percent < 100)) return { series: metric, statistic: null };
  // Divided as text, so that p99.9 is .999 and not .9990000000000001.
  return { series, statistic: { kind: 'quantile', quantile: Number((percent / 100).toPrecision(12)) } };
}
