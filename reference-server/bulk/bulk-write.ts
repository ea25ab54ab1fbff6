import type { FastifyReply, FastifyRequest } from 'fastify';
import { DatabaseError } from 'pg';
import { HttpError } from '../http/http-error.ts';
import type { Clock } from '../ports.ts';
import { type IdempotencyStore, type IdempotentAnswer, once } from './idempotency.ts';
import { bulkStyle } from './insert-rows.ts';
import { type BatchRules, runBatches } from './run-batches.ts';

/** One item of a bulk request: sound, or with what is wrong with it. */
export type GivenItem<Item> =
  | { readonly index: number; readonly item: Item }
  | { readonly index: number; readonly fault: string };

export interface BulkWrite<Item> {
  readonly given: readonly GivenItem<Item>[];
  readonly rules: Omit<BatchRules, 'isTransient'>;
  /** Code of an item that was faulty: `INVALID_EVENT`. */
  readonly faultCode: string;
  readonly clock: Clock;
  /** Writes one batch, all or nothing, and returns its ids. */
  readonly write: (items: readonly Item[]) => Promise<readonly number[]>;
  /** After the last batch, where anything was written. */
  readonly afterwards: (ids: readonly number[]) => Promise<void>;
}

/**
 * Answers a bulk request: 201 when all was written, 207 when some was, and the body names each item that was not; 400 when all
 * were faulty, 503 when none could be written. With `Idempotency-Key` a repeated request writes nothing twice.
 */
export async function answerBulk<Item>(
  request: FastifyRequest,
  reply: FastifyReply,
  store: IdempotencyStore,
  bulk: BulkWrite<Item>,
): Promise<FastifyReply> {
  const key = request.headers['idempotency-key'];
  const work = () => writeBulk(bulk);
  if (key === undefined) {
    const { statusCode, body } = await work();
    return reply.status(statusCode).send(body);
  }
  const { statusCode, body, isRepeated } = await once(store, String(key), [request.url, request.body], work);
  if (isRepeated) reply.header('idempotent-replayed', 'true');
  return reply.status(statusCode).send(body);
}

async function writeBulk<Item>(bulk: BulkWrite<Item>): Promise<IdempotentAnswer> {
  const { given, faultCode, clock, write, afterwards } = bulk;
  const rules = { ...bulk.rules, ...rulesOfVariant(given.length) };
  const startedAt = clock.monotonicMs();
  const sound = given.flatMap((one) => ('item' in one ? [one] : []));
  let busyMs = 0;
  const results = await runBatches(sound, { ...rules, isTransient }, async (batch) => {
    const began = clock.monotonicMs();
    try {
      return await write(batch.map(({ item }) => item));
    } finally {
      busyMs += clock.monotonicMs() - began;
    }
  });
  const ids = results.flatMap((one) => (one.kind === 'done' ? one.result : []));
  if (ids.length > 0) await afterwards(ids);
  const faulty = given.flatMap((one) =>
    'fault' in one ? [{ index: one.index, code: faultCode, message: one.fault }] : [],
  );
  const failed = results.flatMap((one) =>
    one.kind === 'failed' ? one.items.map(({ index }) => ({ index, ...told(one.error) })) : [],
  );
  const errors = [...faulty, ...failed].sort((one, other) => one.index - other.index);
  const totalMs = clock.monotonicMs() - startedAt;
  const workers = Math.min(rules.concurrency, Math.max(1, results.length));
  return {
    statusCode: errors.length === 0 ? 201 : ids.length > 0 ? 207 : sound.length === 0 ? 400 : 503,
    body: {
      data: { created: ids.length, failed: errors.length, batches: results.length, ids, errors },
      performance: {
        totalTime: totalMs,
        averageTimePerEvent: totalMs / given.length,
        concurrencyUtilization: totalMs === 0 ? 0 : busyMs / (totalMs * workers),
      },
    },
  };
}

/** A variant that writes rows one by one, or so many at once, has batches to match. */
function rulesOfVariant(items: number): Partial<BatchRules> {
  const style = bulkStyle();
  if (style === undefined) return {};
  if (style.kind === 'single' || style.kind === 'parallel') return { batchSize: items, concurrency: 1 };
  return style.size === null ? {} : { batchSize: style.size };
}

/** The database was not there, or two transactions met; the same statement may do a moment later. */
function isTransient(error: unknown): boolean {
  if (error instanceof DatabaseError) return error.code === '40001' || error.code === '40P01';
  return error instanceof HttpError && error.code !== 'QUERY_TIMEOUT';
}

/** What the client may hear of a failure: ours, never the database's own words. */
function told(error: unknown): { readonly code: string; readonly message: string } {
  if (error instanceof HttpError) return { code: error.code, message: error.message };
  if (error instanceof DatabaseError && error.code === '23503') {
    return { code: 'REFERENCE_UNKNOWN', message: 'the batch names something that does not exist' };
  }
  return { code: 'NOT_WRITTEN', message: 'the batch could not be written' };
}
