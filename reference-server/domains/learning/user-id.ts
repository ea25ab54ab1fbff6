import { HttpError } from '../../http/http-error.ts';

const largestId = 2_147_483_647;

/** The `userId` of a query, in its only spelling, so that one thing has one cache key. Throws HttpError 400 INVALID_FILTER. */
export function parseUserId(query: unknown): number {
  const { userId }: { readonly userId?: unknown } = typeof query === 'object' && query !== null ? query : {};
  const id = typeof userId === 'string' && /^[1-9]\d{0,9}$/.test(userId) ? Number(userId) : 0;
  if (id >= 1 && id <= largestId) return id;
  throw new HttpError({
    statusCode: 400,
    code: 'INVALID_FILTER',
    message: userId === undefined ? 'userId is missing' : `userId is a whole number from 1 to ${largestId}`,
  });
}
