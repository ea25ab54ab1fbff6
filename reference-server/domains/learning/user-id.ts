import { fieldsOf } from '../../http/fields.ts';
import { HttpError } from '../../http/http-error.ts';
import { idOf, LARGEST_ID } from '../../http/identifier.ts';

/** The `userId` of a query, in its only spelling, so that one thing has one cache key. Throws HttpError 400 INVALID_FILTER. */
export function parseUserId(query: unknown): number {
  const { userId } = fieldsOf(query);
  const id = idOf(userId);
  if (id !== null) return id;
  throw new HttpError({
    statusCode: 400,
    code: 'INVALID_FILTER',
    message: userId === undefined ? 'userId is missing' : `userId is a whole number from 1 to ${LARGEST_ID}`,
  });
}
