import type { FastifyInstance } from 'fastify';
import { HttpError } from '../http/http-error.ts';
import type { FaultSwitch } from './fault-switch.ts';
import { readHandlerFaults } from './handler-faults.ts';
import { labGuard } from './lab-guard.ts';

/**
 * PUT /lab/faults: sets the handler faults while the server runs; what the body leaves out is off. The answer holds what
 * is in force. For whoever knows the key and sits on this machine.
 */
export function registerLabRoute(app: FastifyInstance, key: string, faults: FaultSwitch): void {
  app.put('/lab/faults', {
    onRequest: labGuard(key),
    handler: async (request) => {
      const read = readHandlerFaults(request.body);
      if (typeof read === 'string') throw new HttpError({ statusCode: 400, code: 'FAULTS_INVALID', message: read });
      faults.set(read);
      return faults.faults;
    },
  });
}
