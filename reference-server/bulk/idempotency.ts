import { createHash } from 'node:crypto';
import { HttpError } from '../http/http-error.ts';
import type { SqlPool } from '../ports.ts';

/** What a key was used for. */
export interface IdempotentAnswer {
  readonly statusCode: number;
  readonly body: unknown;
}

/** Where keys are kept. */
export interface IdempotencyStore {
  readonly pool: SqlPool;
  /** `audit.idempotency`: our own words, never a client's. Has key, request_hash, response. */
  readonly table: string;
}

/**
 * Carries `work` out once for a key that the client chose, and answers every repetition with what came of it. Throws HttpError
 * 400 INVALID_IDEMPOTENCY_KEY, 409 REQUEST_IN_PROGRESS, or 422 IDEMPOTENCY_KEY_REUSED for another request under the same key. A
 * key whose work threw, or answered 5xx, is free again; one whose answer could not be kept is not, as its work was done.
 */
export async function once(
  { pool, table }: IdempotencyStore,
  key: string,
  request: unknown,
  work: () => Promise<IdempotentAnswer>,
): Promise<IdempotentAnswer & { readonly isRepeated: boolean }> {
  if (!/^[\w-]{1,128}$/.test(key)) {
    const message = 'Idempotency-Key is 1 to 128 letters, digits, _ or -';
    throw new HttpError({ statusCode: 400, code: 'INVALID_IDEMPOTENCY_KEY', message });
  }
  const hash = createHash('sha256').update(JSON.stringify(request)).digest('base64url');
  const taken = await pool.query({
    name: 'take-idempotency-key',
    text: `INSERT INTO ${table} (key, request_hash) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING key`,
    values: [key, hash],
  });
  if (taken.length === 0) return { ...(await earlier({ pool, table }, key, hash)), isRepeated: true };
  const free = () =>
    pool.query({ name: 'free-idempotency-key', text: `DELETE FROM ${table} WHERE key = $1`, values: [key] });
  const answer = await work().catch(async (error: unknown) => {
    await free().catch(() => {});
    throw error;
  });
  // Nothing came of it, and another attempt is what the key is for.
  if (answer.statusCode >= 500) await free().catch(() => {});
  else {
    const text = `UPDATE ${table} SET response = $2 WHERE key = $1`;
    await pool.query({ name: 'keep-idempotent-answer', text, values: [key, JSON.stringify(answer)] });
  }
  return { ...answer, isRepeated: false };
}

async function earlier({ pool, table }: IdempotencyStore, key: string, hash: string): Promise<IdempotentAnswer> {
  const [row] = await pool.query<{ hash: string; response: string | null }>({
    name: 'idempotent-answer',
    text: `SELECT request_hash AS hash, response FROM ${table} WHERE key = $1`,
    values: [key],
  });
  if (row !== undefined && row.hash !== hash) {
    const message = 'this Idempotency-Key was used for another request';
    throw new HttpError({ statusCode: 422, code: 'IDEMPOTENCY_KEY_REUSED', message });
  }
  if (row === undefined || row.response === null) {
    const message = 'the first request with this Idempotency-Key is still being carried out';
    throw new HttpError({ statusCode: 409, code: 'REQUEST_IN_PROGRESS', message });
  }
  // Written by us a moment ago.
  return JSON.parse(row.response) as IdempotentAnswer;
}
