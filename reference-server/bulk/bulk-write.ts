import type { FastifyReply, FastifyRequest } from 'fastify';
import { DatabaseError } from 'pg';
import { isCallerLeft } from '../http/caller.ts';
import { HttpError } from '../http/http-error.ts';
import type { Clock } from '../ports.ts';
import { answerOnce, type KeyedWrite, type WritePart } from './answer-once.ts';
import type { IdempotentAnswer } from './idempotency.ts';
import { bulkStyle, type StatementRunner } from './insert-rows.ts';
import { type BatchRules, runBatches } from './run-batches.ts';

/** One item of a bulk request: sound, or with what is wrong with it. */
export type GivenItem<Item> =
  | { readonly index: number; readonly item: Item }
  | { readonly index: number; readonly fault: string };

export interface BulkWrite<Item> extends Omit<KeyedWrite, 'attemptMs' | 'content'> {
  readonly given: readonly GivenItem<Item>[];
  readonly rules: Omit<BatchRules, 'isTransient'>;
  /** Code of an item that was faulty: `INVALID_EVENT`. */
  readonly faultCode: string;
  readonly clock: Clock;
  /** Writes one batch, all or nothing, and returns its ids. Nothing but `sql` may be written to: it may be undone. */
  readonly write: (items: readonly Item[], sql: StatementRunner) => Promise<readonly number[]>;
  /** After the last batch, where anything was written; perhaps by an earlier attempt under the same key. */
  readonly afterwards: (ids: readonly number[]) => Promise<void>;
}

const UNKNOWN = { code: 'REFERENCE_UNKNOWN', message: 'the batch names something that does not exist' } as const;
/**
 * Answers a bulk request: 201 when all was written, 207 when some was, and the body names each item that was not; 400 BULK_REFUSED
 * when all were faulty, 503 BULK_FAILED when none could be written. With `Idempotency-Key` a repeated request writes nothing twice.
 */
export async function answerBulk<Item>(
  request: FastifyRequest,
  reply: FastifyReply,
  bulk: BulkWrite<Item>,
): Promise<FastifyReply> {
  const rules = { ...bulk.rules, ...rulesOfVariant(bulk.given.length) };
  // Another size would make other batches of it, and what is written is known by batches.
  const write = { ...bulk, attemptMs: rules.timeoutMs, content: rules.batchSize };
  return answerOnce(request, reply, write, (part) => writeBulk(bulk, rules, part));
}

async function writeBulk<Item>(
  { given, faultCode, clock, write, afterwards }: BulkWrite<Item>,
  rules: Omit<BatchRules, 'isTransient'>,
  part: WritePart,
): Promise<IdempotentAnswer> {
  const startedAt = clock.monotonicMs();
  const sound = given.flatMap((one) => ('item' in one ? [one] : []));
  let busyMs = 0;
  const results = await runBatches(sound, { ...rules, isTransient }, async (batch) => {
    const began = clock.monotonicMs();
    try {
      const items = batch.map(({ item }) => item);
      return await part(String(batch[0]?.index), (sql) => write(items, sql));
    } finally {
      busyMs += clock.monotonicMs() - began;
    }
  });
  const ids = results.flatMap((one) => (one.kind === 'done' ? one.result : []));
  if (ids.length > 0) await afterwards(ids);
  // Nobody hears of it; under its key the next attempt writes the rest.
  const left = results.find((one) => one.kind === 'failed' && isCallerLeft(one.error));
  if (left?.kind === 'failed') throw left.error;
  const faulty = given.flatMap((one) =>
    'fault' in one ? [{ index: one.index, code: faultCode, message: one.fault }] : [],
  );
  const failed = results.flatMap((one) =>
    one.kind === 'failed' ? one.items.map(({ index }) => ({ index, ...told(one.error) })) : [],
  );
  const errors = [...faulty, ...failed].sort((one, other) => one.index - other.index);
  const totalMs = clock.monotonicMs() - startedAt;
  const workers = Math.min(rules.concurrency, Math.max(1, results.length));
  const isTheirs = failed.every(({ code }) => code === UNKNOWN.code);
  const failure = ids.length > 0 ? undefined : isTheirs ? refused() : notWritten();
  return {
    statusCode: failure?.statusCode ?? (errors.length === 0 ? 201 : 207),
    body: {
      ...(failure === undefined ? {} : { error: { code: failure.code, message: failure.message } }),
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
  return error instanceof HttpError && error.code !== 'QUERY_TIMEOUT' && !isCallerLeft(error);
}

/** What the client may hear of a failure: ours, never the database's own words. */
function told(error: unknown): { readonly code: string; readonly message: string } {
  if (error instanceof HttpError) return { code: error.code, message: error.message };
  if (error instanceof DatabaseError && error.code === '23503') {
    return UNKNOWN;
  }
  return { code: 'NOT_WRITTEN', message: 'the batch could not be written' };
}

function refused(): HttpError {
  const message = 'nothing was written: data.errors says what is wrong with each';
  return new HttpError({ statusCode: 400, code: 'BULK_REFUSED', message });
}

function notWritten(): HttpError {
  return new HttpError({ statusCode: 503, code: 'BULK_FAILED', message: 'nothing could be written; try it again' });
}
