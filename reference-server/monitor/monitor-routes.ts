import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Guard } from '../http/authentication.ts';
import type { Health } from './health.ts';
import { metricFamilies } from './metric-families.ts';
import { metricsJson } from './metrics-json.ts';
import { type ExpositionFormat, prometheusText } from './prometheus-text.ts';
import type { Snapshot } from './snapshot.ts';

const PROMETHEUS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';
const OPENMETRICS_TYPE = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

export interface MonitorRouteParts {
  readonly snapshot: () => Snapshot;
  readonly health: () => Promise<Health>;
  readonly guard: Guard;
}

/**
 * GET /metrics (JSON, or text for those who ask for it) and GET /health (503 when the server cannot do its work), for load balancers
 * and collectors; the same below /api/v1/performance for whoever bears a token, as documents 001 and 003 have it.
 */
export function registerMonitorRoutes(app: FastifyInstance, { snapshot, health, guard }: MonitorRouteParts): void {
  const tellMetrics = (request: FastifyRequest, reply: FastifyReply) => {
    reply.header('cache-control', 'no-store').header('vary', 'accept');
    const format = metricsFormat(request.headers.accept);
    const now = snapshot();
    if (format === 'json') return reply.send(metricsJson(now));
    const type = format === 'openmetrics' ? OPENMETRICS_TYPE : PROMETHEUS_TYPE;
    return reply.header('content-type', type).send(prometheusText(metricFamilies(now), format));
  };
  const tellHealth = async (_request: FastifyRequest, reply: FastifyReply) => {
    const found = await health();
    return reply
      .code(found.status === 'down' ? 503 : 200)
      .header('cache-control', 'no-store')
      .send(found);
  };
  app.get('/metrics', tellMetrics);
  app.get('/health', tellHealth);
  app.get('/api/v1/performance/metrics', { onRequest: guard('viewer') }, tellMetrics);
  app.get('/api/v1/performance/health', { onRequest: guard('viewer') }, tellHealth);
}

/** JSON unless a text form is wanted more; of equally wanted ones the first named. */
export function metricsFormat(accept: string | undefined): 'json' | ExpositionFormat {
  const wanted = (accept ?? '').split(',').flatMap((entry) => {
    const [range = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith('q='));
    const format = FORMATS.get(range);
    return format === undefined ? [] : [{ format, weight: weight === undefined ? 1 : Number(weight.slice(2)) }];
  });
  const [first] = wanted.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight);
  return first?.format ?? 'json';
}

const FORMATS = new Map<string, 'json' | ExpositionFormat>([
  ['application/json', 'json'],
  ['application/*', 'json'],
  ['*/*', 'json'],
  ['text/plain', 'prometheus'],
  ['text/*', 'prometheus'],
  ['application/openmetrics-text', 'openmetrics'],
]);
