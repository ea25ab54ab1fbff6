import { createHmac, timingSafeEqual } from 'node:crypto';
import { HttpError } from '../http/http-error.ts';

export type SortOrder = 'asc' | 'desc';

/** Where a page ended: the next one begins after this row, in this order. */
export interface CursorPosition {
  /** The list that it belongs to, e.g. `users/42/posts`. */
  readonly list: string;
  readonly sortField: string;
  readonly sortOrder: SortOrder;
  /** The row's value of the sort field. */
  readonly value: string | number;
  readonly id: number;
  /** In a variant of the lab that pages by offset: how many rows stand before the page, instead of where they end. */
  readonly rowsBefore?: number;
}

/** Makes cursors that a client can hand back but neither read into nor change. */
export interface CursorCodec {
  encode(position: CursorPosition): string;
  /** Throws HttpError 400 INVALID_CURSOR unless we made it, for this list, sort field and direction. */
  decode(text: string, list: Pick<CursorPosition, 'list' | 'sortField' | 'sortOrder'>): CursorPosition;
}

const macBytes = 16;
const longestText = 1_024;

/** Signs with HMAC-SHA-256, cut to 128 bits. The same secret reads what an earlier process made. */
export function createCursorCodec(secret: string): CursorCodec {
  const sign = (payload: Buffer) => createHmac('sha256', secret).update(payload).digest().subarray(0, macBytes);
  return {
    encode({ list, sortField, sortOrder, value, id }) {
      const payload = Buffer.from(JSON.stringify([list, sortField, sortOrder, value, id]));
      return Buffer.concat([sign(payload), payload]).toString('base64url');
    },
    decode(text, expected) {
      const bytes = Buffer.from(text.length > longestText ? '' : text, 'base64url');
      const payload = bytes.subarray(macBytes);
      if (bytes.length <= macBytes || !timingSafeEqual(bytes.subarray(0, macBytes), sign(payload)))
        throw invalidCursor();
      // Signed by us: it has the shape that `encode` gave it.
      const [list, sortField, sortOrder, value, id] = JSON.parse(payload.toString()) as [
        string,
        string,
        SortOrder,
        string | number,
        number,
      ];
      if (list !== expected.list || sortField !== expected.sortField || sortOrder !== expected.sortOrder)
        throw invalidCursor();
      return { list, sortField, sortOrder, value, id };
    },
  };
}

function invalidCursor(): HttpError {
  return new HttpError({
    statusCode: 400,
    code: 'INVALID_CURSOR',
    message: 'cursor must be the nextCursor of a page of this list with the same sort and order',
  });
}
