import type { FastifyInstance } from 'fastify';
import { HttpError } from '../http/http-error.ts';
import type { HandlerFaults } from '../server-config.ts';
import type { FaultSwitch } from './fault-switch.ts';
import { labGuard } from './lab-guard.ts';

export const MAX_BUSY_US = 1_000_000;
export const MAX_DELAY_MS = 60_000;

/**
 * PUT /lab/faults: sets the handler faults while the server runs; what the body leaves out is off. The answer holds what
 * is in force. For whoever knows the key and sits on this machine.
 */
export function registerLabRoute(app: FastifyInstance, key: string, faults: FaultSwitch): void {
  app.put('/lab/faults', {
    onRequest: labGuard(key),
    handler: async (request) => {
      faults.set(parseFaults(request.body));
      return faults.faults;
    },
  });
}

function parseFaults(body: unknown): HandlerFaults {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw invalid('the body is a JSON object');
  const { busyUs = 0, delayMs = 0, errorShare = 0, hasExtraSql = false, ...unknown } = body as Record<string, unknown>;
  const [stranger] = Object.keys(unknown);
  if (stranger !== undefined) throw invalid(`there is no fault ${JSON.stringify(stranger)}`);
  if (typeof hasExtraSql !== 'boolean') throw invalid('hasExtraSql is true or false');
  return {
    busyUs: within('busyUs', busyUs, MAX_BUSY_US),
    delayMs: within('delayMs', delayMs, MAX_DELAY_MS),
    hasExtraSql,
    errorShare: within('errorShare', errorShare, 1),
  };
}

function within(name: string, value: unknown, most: number): number {
  if (typeof value !== 'number' || !(value >= 0 && value <= most))
    throw invalid(`${name} is a number from 0 to ${most}`);
  return value;
}

function invalid(message: string): HttpError {
  return new HttpError({ statusCode: 400, code: 'FAULTS_INVALID', message });
}
