import type { FastifyRequest } from 'fastify';
import { HttpError } from './http-error.ts';

const largestId = 2_147_483_647;

/** The `:id` of the path, in its only spelling, so that one thing has one cache key. Throws HttpError 400 INVALID_ID. */
export function pathId(request: FastifyRequest): number {
  // Fastify fills `params` from the path of the route, which has `:id`.
  const { id = '' } = request.params as { readonly id?: string };
  const number = /^[1-9]\d{0,9}$/.test(id) ? Number(id) : 0;
  if (number >= 1 && number <= largestId) return number;
  throw new HttpError({
    statusCode: 400,
    code: 'INVALID_ID',
    message: `id must be a whole number from 1 to ${largestId}`,
  });
}
