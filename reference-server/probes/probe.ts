import process from 'node:process';
import { Client } from 'pg';
import type { KvClient } from '../cache/kv-client.ts';
import { createRedisClient } from '../cache/redis-client.ts';
import { config } from './config.ts';

/** What of a contrast a line is about. Blocks of both sides with the same number are a pair. */
export interface ProbePlace {
  readonly side: 'with' | 'without';
  readonly block: number;
  readonly metric: string;
  readonly unit: string;
  readonly route?: string | number;
  readonly better?: 'lower' | 'higher';
}

/** One measured thing: samples, a part of a ratio, or a level. */
export type ProbeValue =
  | { readonly samples: readonly number[] }
  | { readonly numerator: number; readonly denominator: number }
  | { readonly value: number };

export const SIDES = ['with', 'without'] as const;

/** Fewer requests, rows and repetitions: for a look. */
export const isQuick = process.argv.includes('--quick');

/** The word after the script's name: which of its measurements is meant. */
export const mode = process.argv.slice(2).find((word) => !word.startsWith('-')) ?? '';

/** Prints a line of the probe. */
export function tell(place: ProbePlace, value: ProbeValue): void {
  process.stdout.write(`${JSON.stringify({ ...place, ...value })}\n`);
}

/** Says in a sentence why nothing can be measured, and ends. */
export function unmeasured(reason: string): never {
  process.stdout.write(`${JSON.stringify({ invalid: reason })}\n`);
  process.exit(0);
}

/** Both sides of a block, in an order that alternates. */
export function inTurn(block: number): readonly ('with' | 'without')[] {
  return block % 2 === 0 ? SIDES : SIDES.toReversed();
}

/** Milliseconds that it took. */
export async function timed(work: () => unknown): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** Whether the database has it. */
export function databaseUrl(): string {
  return config.databaseUrl ?? unmeasured('no PostgreSQL: DATABASE_URL is not set');
}

export async function connect(): Promise<Client> {
  const client = new Client({ connectionString: databaseUrl(), application_name: 'loadline probe' });
  await client.connect();
  return client;
}

/** Ends the probe where no server has ever filled the database. */
export async function requirePosts(): Promise<void> {
  const client = await connect();
  try {
    const { rows } = await client.query<{ exists: boolean }>(`SELECT to_regclass('users.posts') IS NOT NULL AS exists`);
    if (rows[0]?.exists !== true) unmeasured('there are no posts: the server has never filled this database');
  } finally {
    await client.end();
  }
}

/** A store that is connected. */
export async function openRedis(): Promise<KvClient> {
  const url = config.redisUrl ?? unmeasured('no Redis: REDIS_URL is not set');
  const kv = createRedisClient({ url, deadlineMs: 5_000 });
  if (!kv.isReady) await new Promise<void>((resolve) => kv.onReady(resolve));
  return kv;
}
