import type { FastifyInstance } from 'fastify';
import { fieldsOf } from '../http/fields.ts';
import { HttpError } from '../http/http-error.ts';

/** What asks for another page than the first. */
const PAGE_PARAMETERS = ['cursor', 'limit', 'offset'] as const;

/** Lists answer their first page; asking for another is 400 PAGINATION_OFF. */
export function refusePages(scope: FastifyInstance): void {
  scope.addHook('preHandler', (request, _reply, done) => {
    const query = fieldsOf(request.query);
    const asked = PAGE_PARAMETERS.find((name) => query[name] !== undefined);
    done(asked === undefined ? undefined : off(400, 'PAGINATION_OFF', `pagination is off here: leave ${asked} out`));
  });
}

/** Routes that say of themselves `isExport` answer 501 STREAMING_OFF. */
export function refuseStreams(scope: FastifyInstance): void {
  scope.addHook('onRequest', (request, _reply, done) => {
    const { isExport = false } = request.routeOptions.config;
    done(isExport ? off(501, 'STREAMING_OFF', 'exports are off here') : undefined);
  });
}

function off(statusCode: number, code: string, message: string): HttpError {
  return new HttpError({ statusCode, code, message });
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route streams rows of a cursor. */
    isExport?: boolean;
  }
}
