import type { FastifyRequest } from 'fastify';
import { HttpError } from './http-error.ts';
import { idOf, LARGEST_ID } from './identifier.ts';

/** The `:id` of the path, in its only spelling, so that one thing has one cache key. Throws HttpError 400 INVALID_ID. */
export function pathId(request: FastifyRequest): number {
  // Fastify fills `params` from the path of the route, which has `:id`.
  const { id = '' } = request.params as { readonly id?: string };
  const number = idOf(id);
  if (number !== null) return number;
  throw new HttpError({
    statusCode: 400,
    code: 'INVALID_ID',
    message: `id must be a whole number from 1 to ${LARGEST_ID}`,
  });
}
