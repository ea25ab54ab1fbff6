import { type Draw, drawsOf, weighted } from './random.ts';
import { encodings, reloadShare, type Trace } from './visit.ts';
import { zipfRanks } from './zipf.ts';
import { zipfIds } from './zipf-ids.ts';

/** What agents ask for: single mappings most of all. Chosen before its hit rate was known, as that of 0006-trace.md. */
const mix = [
  [40, 'GET /api/opal/mappings/:id'],
  [15, 'GET /api/mappings/:type'],
  [10, 'GET /api/opal/mappings'],
  [10, 'GET /api/opal/coordination/:domain'],
  [8, 'GET /api/rules/high'],
  [5, 'GET /api/rules/normal'],
  [2, 'GET /api/rules/low'],
  [10, 'GET /api/metrics/:domain'],
] as const;

/** Names under which requests are counted. */
export type OpalRoute = (typeof mix)[number][1];

const types = ['strategy-plans', 'dxp-tools', 'analytics-insights'] as const;
/** Those of the reference server, the most asked for first. */
const domains = [
  'content',
  'experimentation',
  'personalization',
  'commerce',
  'analytics',
  'orchestration',
  'audiences',
  'campaigns',
] as const;
const windows = [
  [60, '24h'],
  [20, '1h'],
  [15, '7d'],
  [5, '30d'],
] as const;

/** Visits of agents by their number: one read each, mappings and domains drawn by Zipf's law, a quarter of them reloaded. */
export function opalTraceOf(seed: number, mappings: number): Trace<OpalRoute> {
  const mapping = zipfIds(mappings);
  const domainRank = zipfRanks(domains.length, 1);
  const domain = (draw: Draw) => domains[domainRank(draw)] ?? domains[0];
  const type = (draw: Draw) => types[Math.floor(draw() * types.length)] ?? types[0];
  const pathOf = (route: OpalRoute, draw: Draw): string => {
    switch (route) {
      case 'GET /api/opal/mappings/:id':
        return `/api/opal/mappings/${mapping(draw)}`;
      case 'GET /api/mappings/:type':
        return `/api/mappings/${type(draw)}`;
      case 'GET /api/opal/mappings':
        return `/api/opal/mappings?type=${type(draw)}`;
      case 'GET /api/opal/coordination/:domain':
        return `/api/opal/coordination/${domain(draw)}`;
      case 'GET /api/metrics/:domain':
        return `/api/metrics/${domain(draw)}?window=${weighted(windows, draw)}`;
      default:
        return `${route.slice('GET '.length)}?domain=${domain(draw)}`;
    }
  };
  return (iteration) => {
    const draw = drawsOf(seed, iteration);
    const route = weighted(mix, draw);
    return {
      route,
      path: pathOf(route, draw),
      body: null,
      acceptEncoding: weighted(encodings, draw),
      next: draw() < reloadShare ? 'reload' : 'nothing',
    };
  };
}
