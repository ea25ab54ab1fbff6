import type { FastifyInstance } from 'fastify';
import type { Health } from './health.ts';
import { metricFamilies } from './metric-families.ts';
import { metricsJson } from './metrics-json.ts';
import { type ExpositionFormat, prometheusText } from './prometheus-text.ts';
import type { Snapshot } from './snapshot.ts';

const PROMETHEUS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';
const OPENMETRICS_TYPE = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

/** GET /metrics (JSON, or text for those who ask for it) and GET /health (503 when the server cannot do its work). */
export function registerMonitorRoutes(
  app: FastifyInstance,
  monitor: { readonly snapshot: () => Snapshot; readonly health: () => Promise<Health> },
): void {
  app.get('/metrics', (request, reply) => {
    reply.header('cache-control', 'no-store').header('vary', 'accept');
    const format = metricsFormat(request.headers.accept);
    const snapshot = monitor.snapshot();
    if (format === 'json') return reply.send(metricsJson(snapshot));
    const type = format === 'openmetrics' ? OPENMETRICS_TYPE : PROMETHEUS_TYPE;
    return reply.header('content-type', type).send(prometheusText(metricFamilies(snapshot), format));
  });
  app.get('/health', async (_request, reply) => {
    const health = await monitor.health();
    return reply
      .code(health.status === 'down' ? 503 : 200)
      .header('cache-control', 'no-store')
      .send(health);
  });
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
