import { createHash } from 'node:crypto';
import { presentCaller } from '../http/caller.ts';
import { HttpError } from '../http/http-error.ts';
import type { SqlPool, SqlSession } from '../ports.ts';

/** What came of a request. */
export interface IdempotentAnswer {
  readonly statusCode: number;
  readonly body: unknown;
}

/** Where keys are kept. */
export interface IdempotencyStore {
  readonly pool: SqlPool;
  /** `audit.idempotency`: our own words, never a client's. Has key, request_hash, response, taken_at. */
  readonly table: string;
  /** So long after it was taken a request without an answer is left to whoever took it. */
  readonly leaseMs: number;
}

/** A request under a key that its client chose. */
export interface KeyedRequest {
  readonly key: string;
  /** Whose key it is, and for what: caller, method and route. The same key of another is another key. */
  readonly scope: readonly string[];
  /** All that must be the same when it is repeated. */
  readonly content: unknown;
}

/** Carries out a part of the work in a transaction, once for all attempts; what came of it must be JSON. */
export type Part = <Result>(name: string, work: (session: SqlSession) => Promise<Result>) => Promise<Result>;

/** Whoever repeats a request does so sooner; after it the key is a new one. */
const KEPT_HOURS = 24;
/** Rows that one request clears away: more than it writes itself, unless it has more batches. */
const CLEARED = 100;

/**
 * Carries `work` out once for a key, and answers every repetition with what came of it. Throws HttpError 400
 * INVALID_IDEMPOTENCY_KEY, 409 REQUEST_IN_PROGRESS, or 422 IDEMPOTENCY_KEY_REUSED for another request under the same key. What
 * threw, answered 4xx or 5xx, or died is taken up again by the next attempt, which finds the parts that are done.
 */
export async function once(
  store: IdempotencyStore,
  { key, scope, content }: KeyedRequest,
  work: (part: Part) => Promise<IdempotentAnswer>,
): Promise<IdempotentAnswer & { readonly isRepeated: boolean }> {
  if (!/^[\w-]{1,128}$/.test(key)) {
    const message = 'Idempotency-Key is 1 to 128 letters, digits, _ or -';
    throw new HttpError({ statusCode: 400, code: 'INVALID_IDEMPOTENCY_KEY', message });
  }
  const { pool, table } = store;
  const name = hashOf([...scope, key]);
  const taken = await take(store, name, hashOf(content));
  if ('answer' in taken) return { ...taken.answer, isRepeated: true };
  const { takenAt } = taken;
  let isOver = false;
  try {
    const answer = await work((part, carryOut) => doOnce(store, `${name}:${part}`, carryOut));
    if (answer.statusCode < 400) {
      const text = `UPDATE ${table} SET response = $3 WHERE key = $1 AND taken_at = $2`;
      const statement = { name: 'keep-idempotent-answer', text, values: [name, takenAt, JSON.stringify(answer)] };
      await presentCaller.run(undefined, () => pool.query(statement));
      isOver = true;
    }
    return { ...answer, isRepeated: false };
  } finally {
    // Free for another attempt at once. One that nobody can free is free when its time is over, and then perhaps somebody else's.
    const text = `UPDATE ${table} SET taken_at = now() - ($3 + 1) * interval '1 ms' WHERE key = $1 AND taken_at = $2`;
    const statement = { name: 'free-idempotency-key', text, values: [name, takenAt, store.leaseMs] };
    const free = () => pool.query(statement).catch(() => {});
    if (!isOver) await presentCaller.run(undefined, free);
  }
}

/** Takes the key: it is ours as long as it says that it was taken then. Or returns what came of it before. */
async function take(
  store: IdempotencyStore,
  name: string,
  hash: string,
): Promise<{ readonly takenAt: Date } | { readonly answer: IdempotentAnswer }> {
  const { pool, table, leaseMs } = store;
  const [taken] = await pool.query<{ takenAt: Date }>({
    name: 'take-idempotency-key',
    text: `
      INSERT INTO ${table} AS known (key, request_hash) VALUES ($1, $2)
      ON CONFLICT (key) DO UPDATE SET taken_at = now()
      WHERE known.request_hash = $2 AND known.response IS NULL AND known.taken_at < now() - $3 * interval '1 ms'
      RETURNING taken_at AS "takenAt"`,
    values: [name, hash, leaseMs],
  });
  if (taken !== undefined) {
    await clear(store);
    return taken;
  }
  const [row] = await pool.query<{ hash: string; response: string | null }>({
    name: 'idempotent-answer',
    text: `SELECT request_hash AS hash, response FROM ${table} WHERE key = $1`,
    values: [name],
  });
  if (row !== undefined && row.hash !== hash) {
    const message = 'this Idempotency-Key was used for another request';
    throw new HttpError({ statusCode: 422, code: 'IDEMPOTENCY_KEY_REUSED', message });
  }
  if (row === undefined || row.response === null) {
    const message = 'the first request with this Idempotency-Key is still being carried out';
    throw new HttpError({ statusCode: 409, code: 'REQUEST_IN_PROGRESS', message });
  }
  // Written by us.
  return { answer: JSON.parse(row.response) as IdempotentAnswer };
}

/** Forgets what is past keeping, a few at a time. */
async function clear({ pool, table }: IdempotencyStore): Promise<void> {
  const text = `
    DELETE FROM ${table} WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM ${table} WHERE taken_at < now() - $1 * interval '1 hour' ORDER BY taken_at LIMIT ${CLEARED}))`;
  await pool.query({ name: 'clear-idempotency-keys', text, values: [KEPT_HOURS] });
}

/** Two who do the same part at the same time wait for one another at its key. */
function doOnce<Result>(
  { pool, table }: IdempotencyStore,
  name: string,
  work: (session: SqlSession) => Promise<Result>,
): Promise<Result> {
  return pool.transaction(async (session) => {
    const text = `INSERT INTO ${table} (key, request_hash) VALUES ($1, '') ON CONFLICT DO NOTHING RETURNING key`;
    const taken = await session.query({ name: 'take-part', text, values: [name] });
    if (taken.length === 0) {
      const done = `SELECT response FROM ${table} WHERE key = $1`;
      const [row] = await session.query<{ response: string }>({ name: 'part-done', text: done, values: [name] });
      // A part is there with what came of it, or not at all.
      return JSON.parse(row?.response ?? 'null') as Result;
    }
    const result = await work(session);
    const keep = `UPDATE ${table} SET response = $2 WHERE key = $1`;
    await session.query({ name: 'keep-part', text: keep, values: [name, JSON.stringify(result)] });
    return result;
  });
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url');
}
