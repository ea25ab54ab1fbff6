import type { FastifyInstance } from 'fastify';
import { HttpError } from '../http/http-error.ts';
import { labRefusal } from './lab-guard.ts';
import type { Switchboard } from './switchboard.ts';
import { type Variant, variantOfRequest } from './variant.ts';

/** Names the variant that a request is for. */
export const VARIANT_HEADER = 'x-lab-variant';

/**
 * Has every request carried out in the variant that its header names; `lab: null`: a request with the header is refused, as what it
 * asks for would not be what it got.
 */
export function addVariantHook(
  app: FastifyInstance,
  lab: { readonly key: string; readonly board: Switchboard } | null,
): void {
  app.decorateRequest('variant', undefined);
  app.addHook('onRequest', (request, reply, done) => {
    const id = request.headers[VARIANT_HEADER];
    if (id !== undefined) {
      const refusal = labRefusal(request, lab?.key ?? null);
      if (refusal !== undefined) return done(refusal);
      request.variant = lab?.board.find(String(id));
      if (request.variant === undefined) return done(unknown(String(id)));
      request.variant.requests += 1;
      reply.header(VARIANT_HEADER, request.variant.id);
    }
    done();
  });
  // Not before: a body comes by events of its connection, and whoever waited to be let in goes on in the call of another.
  if (lab !== null) app.addHook('preHandler', (request, _reply, done) => variantOfRequest.run(request.variant, done));
}

function unknown(id: string): HttpError {
  const message = `there is no variant ${JSON.stringify(id)}; declare it with PUT /lab/variants`;
  return new HttpError({ statusCode: 400, code: 'LAB_VARIANT_UNKNOWN', message });
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The one that the request asked for. */
    variant: Variant | undefined;
  }
}
