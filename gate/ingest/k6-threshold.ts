import type { Target } from '../core/model/target.ts';
import type { WatchedSeries } from './watched-samples.ts';

/** One threshold of a script, as a target and the series that it speaks of. One that cannot be judged has neither a limit nor a series. */
export interface K6Threshold {
  readonly target: Target;
  readonly watched: WatchedSeries | null;
}

const EXPRESSION =
  /^(avg|min|med|max|rate|count|value|p\((\d+(?:\.\d+)?)\))\s*(<=|<|>=|>|===|==|!=)\s*([-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)$/;

/** Statistics of a distribution, by k6's name for them. */
const STATISTICS: Readonly<Record<string, string>> = { avg: 'mean', med: 'p50', min: 'min', max: 'max' };

/**
 * Reads `p(95)<500` on `http_req_duration{name:items}` by k6's grammar ("Thresholds", k6 docs v2.2). The target's note is the
 * threshold as the script has it, as `<=` of a count becomes `below` the next whole number.
 */
export function parseK6Threshold(metricKey: string, expression: string): K6Threshold {
  const note = `${metricKey}: ${expression.trim()}`;
  const notJudged = (reason: string): K6Threshold => ({
    target: { metric: metricKey, source: 'script', note: `${note}: ${reason}` },
    watched: null,
  });
  const key = /^([^{]+)(?:\{(.*)\})?$/s.exec(metricKey.trim());
  const parts = EXPRESSION.exec(expression.trim());
  if (key === null || parts === null) return notJudged('not understood');
  const [, metric = '', tags = ''] = key;
  const [, method = '', percentile, operator = '', number = ''] = parts;
  const limit = Number(number.replaceAll('_', ''));
  const side = limitOf(operator, limit, method);
  if (side === null) return notJudged(`"${operator}" has no good and bad side that a confidence could be stated for`);

  const selector = parseSelector(tags);
  const base = metric.trim() + selectorText(selector);
  const statistic = STATISTICS[method] ?? percentileName(percentile);
  const name = statistic === null ? `${base}.${method}` : base;
  const asks = method === 'rate' || method === 'count' || method === 'value' ? method : 'distribution';
  return {
    target: { metric: statistic === null ? name : `${name}.${statistic}`, ...side, source: 'script', note },
    watched: { name, metric: metric.trim(), selector, asks, better: 'below' in side ? 'lower' : 'higher' },
  };
}

/** Next to 1 and to 0, on the far side: what "more than all" and "less than none" ask of a share, which is judged to be impossible. */
const BEYOND_ALL = 1 + Number.EPSILON;
const BEYOND_NONE = -Number.EPSILON;

/** `null`: no interval can lie on the one side of it. */
function limitOf(operator: string, limit: number, method: string): { below: number } | { above: number } | null {
  const isCount = method === 'count';
  const isRate = method === 'rate';
  switch (operator) {
    case '<':
      return { below: isRate && limit === 0 ? BEYOND_NONE : limit };
    case '<=':
      return { below: isCount ? Math.floor(limit) + 1 : limit };
    case '>':
      return { above: isRate && limit === 1 ? BEYOND_ALL : limit };
    case '>=':
      return { above: isCount ? Math.ceil(limit) - 1 : limit };
    case '!=':
      return isCount && limit === 0 ? { above: 0 } : null;
    default:
      if (isCount && limit === 0) return { below: 1 };
      if (isRate && limit === 1) return { above: 1 };
      return isRate && limit === 0 ? { below: 0 } : null;
  }
}

function percentileName(percentile: string | undefined): string | null {
  if (percentile === undefined) return null;
  const percent = Number(percentile);
  if (percent === 0) return 'min';
  return percent === 100 ? 'max' : `p${percent}`;
}

/** `name:items, scenario:"steady"`: k6 trims spaces and quotes, and lets a value hold colons. */
function parseSelector(tags: string): Readonly<Record<string, string>> {
  const pairs = tags.split(',').filter((pair) => pair.trim() !== '');
  return Object.fromEntries(
    pairs.map((pair) => {
      const colon = pair.indexOf(':');
      return colon < 0 ? [trimmed(pair), ''] : [trimmed(pair.slice(0, colon)), trimmed(pair.slice(colon + 1))];
    }),
  );
}

function trimmed(text: string): string {
  return text.trim().replace(/^["']+|["']+$/g, '');
}

function selectorText(selector: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(selector).map(([tag, value]) => `${tag}:${value}`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}
