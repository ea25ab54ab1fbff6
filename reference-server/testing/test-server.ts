import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { KvClient } from '../cache/kv-client.ts';
import { readConfig } from '../config/config.ts';
import { serverSettings } from '../config/server-settings.ts';
import type { Domain } from '../domain.ts';
import { HttpError } from '../http/http-error.ts';
import type { RateCounter } from '../http/rate-counter.ts';
import type { Clock, Logger } from '../ports.ts';
import { createServer } from '../server.ts';
import type { AdmissionConfig, ServerConfig } from '../server-config.ts';
import { systemClock } from '../system-clock.ts';
import { FakePool } from './fake-pool.ts';

/** A server with one small domain, listening; `loads` are the keys that were loaded, `logged` the messages of its log. */
export interface TestServer {
  readonly url: string;
  readonly app: FastifyInstance;
  readonly pool: FakePool;
  readonly loads: string[];
  readonly logged: string[];
  /** The same with their fields. */
  readonly logLines: readonly { readonly message: string; readonly fields: object }[];
  /** Item requests that passed the router. */
  readonly seen: readonly string[];
  /** Makes loads wait until the returned function is called. */
  holdLoads(): () => void;
  /** Makes loads fail, with what nobody could have foreseen if nothing else is given, until the returned function is called. */
  failLoads(error?: Error): () => void;
}

export interface TestServerOptions {
  readonly clock?: Clock;
  readonly kv?: KvClient | null;
  readonly cache?: Partial<ServerConfig['cache']>;
  readonly http?: Partial<ServerConfig['http']>;
  readonly lab?: Partial<ServerConfig['lab']>;
  readonly admission?: { readonly [Part in keyof AdmissionConfig]?: Partial<AdmissionConfig[Part]> };
  readonly rateCounter?: RateCounter;
  readonly monitor?: Partial<ServerConfig['monitor']>;
  /** Numbers that the error share is decided by, in turn; the last one stays. */
  readonly rolls?: readonly number[];
}

/** Shorter than the least size that is compressed, though it would shrink. */
export const SHORT_TEXT = 'short '.repeat(50);

/** Longer than the least size that is compressed, with characters of several bytes. */
export const LONG_TEXT = 'Grüße, wie geht’s? '.repeat(200);

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const loads: string[] = [];
  const logged: string[] = [];
  const seen: string[] = [];
  let held = Promise.resolve();
  const pool = new FakePool();
  const logLines: { message: string; fields: object }[] = [];
  const write = (fields: object, message: string) => {
    logged.push(message);
    logLines.push({ message, fields });
  };
  const log: Logger = { info: write, warn: write, error: write };
  const rolls = [...(options.rolls ?? [0])];
  const app = await createServer({
    config: configuration(options),
    clock: options.clock ?? systemClock,
    rng: { next: () => (rolls.length > 1 ? rolls.shift() : rolls[0]) ?? 0 },
    log,
    kv: options.kv ?? null,
    ...(options.rateCounter === undefined ? {} : { rateCounter: options.rateCounter }),
    domains: [{ domain: itemsDomain(loads, seen, () => held), pool }],
    facts: () => ({ node: process.version, note: 'a "quoted" \\ fact' }),
    configReport: { 'pool.max': { value: 20, source: '004' } },
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const holdLoads = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    held = promise;
    return resolve;
  };
  const failLoads = (error = new Error('the database is gone')) => {
    const gone = Promise.reject(error);
    gone.catch(() => {});
    held = gone;
    return () => {
      held = Promise.resolve();
    };
  };
  return { url, app, pool, loads, logged, logLines, seen, holdLoads, failLoads };
}

const HEALTH = { slowMs: 100, busyShare: 0.95, deadlineMs: 2_000 };

function configuration({ admission, cache, http, lab, monitor }: TestServerOptions): ServerConfig {
  return {
    http: {
      bodyLimitBytes: 10_000,
      requestTimeoutMs: 5000,
      keepAliveTimeoutMs: 5000,
      closeTimeoutMs: 2000,
      slowRequestMs: 1000,
      criticalRequestMs: 5000,
      staticMaxAgeSeconds: 3600,
      compression: { isEnabled: true, minSizeBytes: 1024, excludePaths: ['/health', '/metrics'] },
      ...http,
    },
    cache: { ...serverSettings(readConfig({}).settings).cache, l1: { maxEntries: 100, maxBytes: 1e6 }, ...cache },
    admission: {
      queue: { isEnabled: true, maxConcurrent: 2_000, maxWaiting: 10, timeoutMs: 5_000, ...admission?.queue },
      memory: { limitBytes: 0, warnShare: 0.85, shedShare: 0.95, ...admission?.memory },
      performance: {
        enableCaching: true,
        enablePagination: true,
        enableStreaming: true,
        enableConcurrencyControl: true,
        enableMetrics: true,
        ...admission?.performance,
      },
      rateLimit: { windowMs: 60_000, reads: 10_000, actions: 10_000, ...admission?.rateLimit },
    },
    monitor: {
      isSampling: false,
      intervalMs: 30_000,
      historyLength: 3,
      targetResponseMs: 85,
      health: HEALTH,
      ...monitor,
    },
    authSecret: 'a secret of the tests',
    lab: { key: null, faults: { busyUs: 0, delayMs: 0, hasExtraSql: false, errorShare: 0 }, ...lab },
  };
}

/** Cached reads of every kind of outcome, and routes that are not cached. */
function itemsDomain(loads: string[], seen: string[], held: () => Promise<void>): Domain {
  return {
    name: 'items',
    register(app, { cachedGet, cache, guard }) {
      cachedGet<string>({
        url: '/items/:id',
        input: (request) => {
          const { id } = request.params as { id: string };
          seen.push(id);
          return id;
        },
        key: (id) => `item:${id}`,
        ttlSeconds: 60,
        async load(id, timing) {
          loads.push(id);
          timing.add('db', 1.5);
          await held();
          if (id === 'missing')
            throw new HttpError({ statusCode: 404, code: 'ITEM_NOT_FOUND', message: 'no such item' });
          if (id === 'broken') throw new Error('secret: the password is hunter2');
          return { data: { id, text: id === 'short' ? SHORT_TEXT : LONG_TEXT } };
        },
      });
      cachedGet<null>({
        url: '/catalogue',
        input: () => null,
        key: () => 'catalogue',
        ttlSeconds: 60,
        maxAgeSeconds: 30,
        load: async () => ({ data: [] }),
      });
      cachedGet<null>({
        url: '/guarded',
        role: 'viewer',
        input: () => null,
        key: () => 'guarded',
        ttlSeconds: 60,
        load: async () => ({ data: 'for viewers' }),
      });
      app.post('/reset', { onRequest: guard('technical_admin') }, () => ({ data: 'reset' }));
      app.get('/export', { config: { isExport: true } }, () => ({ data: 'rows' }));
      app.get('/plain', () => ({ data: LONG_TEXT }));
      app.get('/slow', () => sleep(300, { data: 'slow' }));
      app.post('/slow', () => sleep(300, { data: 'slow' }));
      app.get('/late', { onRequest: async () => void (await sleep(100)) }, () => ({ data: 'late' }));
      app.get('/trickle', { config: { isExport: true } }, (_request, reply) =>
        reply.type('text/plain').send(Readable.from(trickle())),
      );
      app.post('/items', async (request, reply) => {
        await cache.delete('item:long', 'item:missing');
        return reply.code(201).send({ received: request.body });
      });
    },
  };
}

/** Bytes that come for longer than any of these servers lets a handler work. */
async function* trickle(): AsyncGenerator<string, void, undefined> {
  for (let drop = 0; drop < 6; drop += 1) {
    yield 'drop ';
    await sleep(60);
  }
}
