import type { FastifyInstance } from 'fastify';
import { HttpError } from '../http/http-error.ts';
import { labRefusal } from './lab-guard.ts';
import type { Switchboard } from './switchboard.ts';
import { type Variant, variantOfRequest } from './variant.ts';

/** Names the variant that a request is for. */
export const VARIANT_HEADER = 'x-lab-variant';

/**
 * Finds the variant that the header of a request names, and refuses the request where it may not have it; `lab: null`: any with the
 * header, as what it asks for would not be what it got.
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
      reply.raw.once('close', request.variant.underWay.begin());
      reply.header(VARIANT_HEADER, request.variant.id);
    }
    done();
  });
}

/**
 * From its handler on a request of this scope is carried out in its variant. Not before: a body comes by events of its connection, and
 * whoever waited to be let in goes on in the call of another. Outside of such scopes, where caches are warmed up and told of, all is
 * done for the server as it is.
 */
export function enterVariants(scope: FastifyInstance): void {
  scope.addHook('preHandler', (request, _reply, done) => variantOfRequest.run(request.variant, done));
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
