import type { MetricName } from '../../gate/core/model/comparison-record.ts';
import type { RunRecord } from '../../gate/core/model/run-record.ts';
import type { Target, TargetVerdict } from '../../gate/core/model/target.ts';
import type { Outcome } from '../../gate/core/model/verdict.ts';

const ACRONYMS = /\b(cpu|rss|sql|gc|io|http|l1|l2|ttfb)\b/g;

/** What a kind of benchmark calls its parts and what it counts. */
export function partWords(kind: RunRecord['benchmark']['kind']): {
  readonly part: string;
  readonly parts: string;
  readonly samples: string;
} {
  if (kind === 'micro') return { part: 'Task', parts: 'Tasks', samples: 'samples' };
  if (kind === 'capacity') return { part: 'Shot', parts: 'Shots', samples: 'requests' };
  return { part: 'Route', parts: 'Routes', samples: 'requests' };
}

/**
 * The name of a series or metric in words: `hit-rate-l1` is `hit rate L1`, `latency.p95` is `latency p95`. A tool's own
 * names (`http_req_duration{name:login}`) stay as they are.
 */
export function metricWords(name: string): string {
  const [, series = name, statistic = ''] = /^(.*?)(?:\.([a-z-]+|p[\d.]+))?$/s.exec(name) ?? [];
  return `${isToolsOwn(series) ? series : seriesWords(series)}${statistic === '' ? '' : ` ${statistic.replaceAll('-', ' ')}`}`;
}

function seriesWords(series: string): string {
  return series
    .replaceAll('-', ' ')
    .replaceAll(ACRONYMS, (word) => word.toUpperCase())
    .replaceAll(/\bvus\b/g, 'VUs');
}

function isToolsOwn(series: string): boolean {
  return /[_{]/.test(series);
}

/** The metric of a target and what it belongs to: `latency p95 of GET /api/users`. */
export function targetWords({ metric, route }: Target, kind: RunRecord['benchmark']['kind']): string {
  return nameWords({ metric, route: route ?? null }, kind);
}

/** The same of a metric's name. */
export function nameWords({ metric, route }: MetricName, kind: RunRecord['benchmark']['kind']): string {
  const what = ofWhat({ metric, route }, kind);
  return what === '' ? metricWords(metric) : `${metricWords(metric)} of ${what}`;
}

/** What a metric belongs to: its route, all requests, or (empty) the subject as a whole. */
export function ofWhat({ metric, route }: MetricName, kind: RunRecord['benchmark']['kind']): string {
  return route ?? (metric.startsWith('latency') && kind === 'load' ? 'all requests' : '');
}

/** With a capital at the front and a full stop at the end. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  return trimmed === '' || /[.!?…]$/.test(trimmed) ? capitalised(trimmed) : `${capitalised(trimmed)}.`;
}

/** Each outcome looks like the verdict that decides it. */
export function outcomeIcon(outcome: Outcome): TargetVerdict {
  return ({ pass: 'met', fail: 'missed', undecided: 'inconclusive' } as const)[outcome];
}

/** With a capital at the front, unless a symbol (`p95`) or a tool's own name (`http_reqs`) stands there. */
export function capitalised(text: string): string {
  return /^[a-z]\d|^\w*[_{]/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
}

/** Text as part of an anchor: letters, digits and hyphens, never empty. */
function slug(text: string): string {
  return (
    text
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '') || 'x'
  );
}

/** Hands out every anchor once: the second `route-get` becomes `route-get-2`. */
export function anchors(): (text: string) => string {
  const taken = new Set<string>();
  return (text) => {
    const wanted = slug(text);
    let anchor = wanted;
    for (let turn = 2; taken.has(anchor); turn += 1) anchor = `${wanted}-${turn}`;
    taken.add(anchor);
    return anchor;
  };
}

/** A number stays on one line with its unit, an interval with both its bounds. */
export function unbroken(text: string): string {
  return text
    .replaceAll(/(\d) (?=(?:ns|µs|ms|s|min|h|B|kB|MB|GB|TB|%|\/s)(?!\w))/g, '$1\u00a0')
    .replaceAll(/(\d)–(?=\d)/g, '$1\u2060–\u2060');
}
