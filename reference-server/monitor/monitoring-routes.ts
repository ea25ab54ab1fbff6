import type { FastifyInstance } from 'fastify';
import type { Guard } from '../http/authentication.ts';
import { fieldsOf } from '../http/fields.ts';
import { HttpError } from '../http/http-error.ts';
import type { Health } from './health.ts';
import type { Sampler } from './sampling/sampler.ts';
import type { Snapshot } from './snapshot.ts';

export interface MonitoringParts {
  readonly sampler: Sampler;
  readonly snapshot: () => Snapshot;
  readonly health: () => Promise<Health>;
  readonly guard: Guard;
}

/** Bounds of an interval: a sample costs about a millisecond. */
export const INTERVAL_BOUNDS_MS = [100, 3_600_000] as const;
export const DEFAULT_HISTORY = 100;

/**
 * Below /api/v1/performance of document 001: GET status and GET history for whoever bears a token, POST monitoring/start and
 * POST monitoring/stop for technical admins.
 */
export function registerMonitoringRoutes(app: FastifyInstance, parts: MonitoringParts): void {
  const { sampler, snapshot, health, guard } = parts;
  const forViewers = { onRequest: guard('viewer') };
  const forAdmins = { onRequest: guard('technical_admin') };

  app.get('/api/v1/performance/status', forViewers, async (_request, reply) => {
    const { status, components } = await health();
    const { facts } = snapshot();
    reply.header('cache-control', 'no-store');
    return {
      data: {
        status,
        components,
        uptimeSeconds: process.uptime(),
        nodeVersion: process.version,
        environment: facts.environment ?? null,
        profile: facts.configuration ?? null,
        monitoring: sampler.state,
      },
    };
  });

  app.get('/api/v1/performance/history', forViewers, async (request, reply) => {
    const { historyLength } = sampler.state;
    const limit = parseLimit(fieldsOf(request.query).limit, historyLength);
    reply.header('cache-control', 'no-store');
    return { data: sampler.history.slice(-limit), held: sampler.history.length, historyLength };
  });

  app.post('/api/v1/performance/monitoring/start', forAdmins, async (request) => {
    sampler.start(parseInterval(request.body));
    return { data: sampler.state };
  });

  app.post('/api/v1/performance/monitoring/stop', forAdmins, async () => {
    sampler.stop();
    return { data: sampler.state };
  });
}

function parseLimit(given: unknown, most: number): number {
  if (given === undefined) return Math.min(DEFAULT_HISTORY, most);
  const limit = typeof given === 'string' && /^[1-9]\d{0,8}$/.test(given) ? Number(given) : Number.NaN;
  if (limit <= most) return limit;
  const message = `limit must be a whole number from 1 to ${most}`;
  throw new HttpError({ statusCode: 400, code: 'INVALID_LIMIT', message });
}

/** `undefined`: the one that it had last. */
function parseInterval(body: unknown): number | undefined {
  const { intervalMs, ...others } = fieldsOf(body);
  const [least, most] = INTERVAL_BOUNDS_MS;
  const [stranger] = Object.keys(others);
  if (stranger !== undefined) throw invalidInterval(`there is no field ${JSON.stringify(stranger)}`);
  if (intervalMs === undefined) return undefined;
  if (typeof intervalMs === 'number' && Number.isInteger(intervalMs) && intervalMs >= least && intervalMs <= most) {
    return intervalMs;
  }
  throw invalidInterval(`intervalMs is a whole number from ${least} to ${most}`);
}

function invalidInterval(message: string): HttpError {
  return new HttpError({ statusCode: 400, code: 'INVALID_INTERVAL', message });
}
