import type { FastifyInstance } from 'fastify';
import { HttpError } from '../http/http-error.ts';
import { labGuard } from './lab-guard.ts';
import type { Switchboard } from './switchboard.ts';
import { readSwitches, type Switches } from './switches.ts';

const MOST_VARIANTS = 16;

/**
 * PUT /lab/variants `{"<id>": {"cache": "off", …}, …}`: from its answer on these variants, and no others, can be asked for. GET tells
 * them and what each has done, DELETE ends them. For whoever knows the key and sits on this machine.
 */
export function registerVariantsRoute(app: FastifyInstance, key: string, board: Switchboard): void {
  const onRequest = labGuard(key);
  app.put('/lab/variants', {
    onRequest,
    // Schemas may have to be filled first.
    config: { timeoutMs: 600_000 },
    handler: async (request) => {
      await board.declare(parse(request.body, board));
      return board.totals();
    },
  });
  app.get('/lab/variants', { onRequest, handler: async () => board.totals() });
  app.delete('/lab/variants', {
    onRequest,
    handler: async (_request, reply) => {
      await board.dismiss();
      return reply.status(204).send();
    },
  });
}

function parse(body: unknown, { domains, hasL2 }: Switchboard): ReadonlyMap<string, Switches> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw invalid('the body is a JSON object');
  const declared = Object.entries(body);
  if (declared.length < 1 || declared.length > MOST_VARIANTS)
    throw invalid(`there can be 1 to ${MOST_VARIANTS} variants`);
  return new Map(
    declared.map(([id, given]) => {
      // It becomes part of a cache's namespace.
      if (!/^[a-z0-9][a-z0-9.-]{0,31}$/i.test(id)) {
        throw invalid(`a variant's id is 1 to 32 letters, digits, dots and dashes, not ${JSON.stringify(id)}`);
      }
      const switches = readSwitches(given);
      if (typeof switches === 'string') throw invalid(`${id}: ${switches}`);
      const stranger = switches.domains?.find((name) => !domains.includes(name));
      if (stranger !== undefined)
        throw invalid(`${id}: domains are ${domains.join(', ')}, not ${JSON.stringify(stranger)}`);
      if (switches.cache === 'l2' && !hasL2) throw invalid(`${id}: cache is l2, and there is no Redis`);
      return [id, switches] as const;
    }),
  );
}

function invalid(message: string): HttpError {
  return new HttpError({ statusCode: 400, code: 'LAB_VARIANTS_INVALID', message });
}
