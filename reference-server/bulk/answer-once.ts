import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SqlPool } from '../ports.ts';
import { type IdempotentAnswer, once } from './idempotency.ts';
import type { StatementRunner } from './insert-rows.ts';

/** A write that its client may send again under an `Idempotency-Key`. */
export interface KeyedWrite {
  readonly pool: SqlPool;
  /** Where keys are kept: `audit.idempotency`. */
  readonly keyTable: string;
  readonly callerOf: (request: FastifyRequest) => string;
  /** So long one attempt may take; left out: as long as a statement may, with the wait for its connection. */
  readonly attemptMs?: number;
  /** What must be the same in a repetition, beside the address and the body. */
  readonly content?: unknown;
}

/** Carries out a part of a write, all or nothing; under a key once for all attempts at it. What comes of it must be JSON. */
export type WritePart = <Result>(name: string, work: (sql: StatementRunner) => Promise<Result>) => Promise<Result>;

/** More than 001's 5 s for a critical statement, and 002's 10 s for a connection. */
const ATTEMPT_MS = 20_000;

/** Answers with what comes of `work`; where the request has a key that was used before, with what came of it then. */
export async function answerOnce(
  request: FastifyRequest,
  reply: FastifyReply,
  { pool, keyTable: table, callerOf, attemptMs = ATTEMPT_MS, content }: KeyedWrite,
  work: (part: WritePart) => Promise<IdempotentAnswer>,
): Promise<FastifyReply> {
  const key = request.headers['idempotency-key'];
  if (key === undefined) {
    const { statusCode, body } = await work((_name, write) => write(pool));
    return reply.status(statusCode).send(body);
  }
  const { statusCode, body, isRepeated } = await once(
    { pool, table, leaseMs: 2 * attemptMs },
    {
      key: String(key),
      scope: [callerOf(request), request.method, request.routeOptions.url ?? ''],
      content: [request.url, request.body, content],
    },
    work,
  );
  if (isRepeated) reply.header('idempotent-replayed', 'true');
  return reply.status(statusCode).send(body);
}
