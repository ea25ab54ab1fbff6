/**
 * A quantity that is judged, as a ratio of what counters of GET /metrics grew by. Series are for whoever judges the server by the
 * targets beside this file, and mean nothing to the server itself.
 */
interface Series {
  readonly numerator: readonly string[];
  readonly denominator: readonly string[];
  readonly scale?: number;
  readonly unit: string;
  readonly better: 'lower' | 'higher';
}

interface Level {
  readonly gauge: string;
  readonly scale: number;
  readonly unit: string;
  readonly better: 'lower' | 'higher';
}

type NamedSeries = Readonly<Record<string, Series>>;

export const domains = ['users', 'workspace', 'opal', 'learning', 'audit'] as const;

export type Domain = (typeof domains)[number];

/** What was counted for one thing over what was counted for the other. */
export function share(numerator: readonly string[], denominator: string, better: 'lower' | 'higher'): Series {
  return { numerator, denominator: [denominator], unit: 'share', better };
}

/** Work that a request costs. */
export function perRequest(total: string, unit: string, scale = 1): Series {
  return { numerator: [total], denominator: ['http_requests_total'], scale, unit, better: 'lower' };
}

/** What a domain's own cache and pool did. */
export function seriesOf(domain: Domain): NamedSeries {
  const of = (name: string, more = '') => `domain_${name}_total{domain="${domain}"${more}}`;
  return {
    [`hit-rate-${domain}`]: share(
      [of('cache_hits', ',tier="l1"'), of('cache_hits', ',tier="l2"')],
      of('cache_requests'),
      'higher',
    ),
    [`pool-utilisation-${domain}`]: share([of('pool_busy_seconds')], of('pool_capacity_seconds'), 'lower'),
  };
}

/** How long a domain's statements took on average: those that ran, as one that got no connection has no duration. */
export function queryTime(domain: Domain): NamedSeries {
  const of = (part: string) => `domain_sql_duration_seconds_${part}{domain="${domain}"}`;
  return {
    [`query-time-${domain}`]: {
      numerator: [of('sum')],
      denominator: [of('count')],
      scale: 1000,
      unit: 'ms',
      better: 'lower',
    },
  };
}

/** Share of a domain's statements that took no longer: p90 < 100 ms is a share within 100 ms above 0.9. */
export function queriesWithin(domain: Domain, ms: 50 | 100 | 200): NamedSeries {
  const of = 'domain_sql_duration_seconds';
  return {
    [`queries-within-${ms}-ms-${domain}`]: share(
      [`${of}_bucket{domain="${domain}",le="${ms / 1000}"}`],
      `${of}_count{domain="${domain}"}`,
      'higher',
    ),
  };
}

type Tier = 'l1' | 'l2' | 'miss';

/** Share of the cached answers of some tiers that took no longer, from the request to the answer. */
export function answersWithin(ms: 5 | 20 | 50 | 100 | 500, tiers: readonly Tier[], about: readonly Domain[]): Series {
  const each = (part: string, more = '') =>
    about.flatMap((domain) =>
      tiers.map((tier) => `domain_cache_answer_seconds_${part}{domain="${domain}",tier="${tier}"${more}}`),
    );
  return {
    numerator: each('bucket', `,le="${ms / 1000}"`),
    denominator: each('count'),
    unit: 'share',
    better: 'higher',
  };
}

/** What document 004 asks of each tier, and `strict` of all domains. */
export function tiersWithin(name: string, about: readonly Domain[]): NamedSeries {
  return {
    [`l1-within-5-ms${name}`]: answersWithin(5, ['l1'], about),
    [`l2-within-20-ms${name}`]: answersWithin(20, ['l2'], about),
  };
}

/** What compression leaves of a body, and how long it takes for one. */
export const compression: NamedSeries = {
  'compressed-size': share(['compression_output_bytes_total'], 'compression_input_bytes_total', 'lower'),
  'compression-time': {
    numerator: ['compression_seconds_total'],
    denominator: ['compression_bodies_total'],
    scale: 1000,
    unit: 'ms',
    better: 'lower',
  },
};

/** What is judged by the targets of document 004. */
export const ofUsers = { ...queriesWithin('users', 50), ...tiersWithin('-users', ['users']), ...compression };

/** The machine, as the server samples it each second: percent, by which document 001 counts. */
export const machine: Readonly<Record<string, Level>> = {
  'system-cpu': { gauge: 'system_cpu_usage', scale: 0.01, unit: 'share', better: 'lower' },
  'system-memory': { gauge: 'system_memory_utilization', scale: 0.01, unit: 'share', better: 'lower' },
};

/** Share of the answers of some cached routes that no tier held: counters of single routes have no hits. */
export function missesOf(...routes: readonly string[]): Series {
  const each = (name: string) => routes.map((route) => `${name}{method="GET",route="${route}"}`);
  return {
    numerator: each('route_cache_misses_total'),
    denominator: each('route_requests_total'),
    unit: 'share',
    better: 'lower',
  };
}
