import { randomBytes } from 'node:crypto';
import { type FastifyInstance, type FastifyRequest, fastify } from 'fastify';
import { AdmissionQueue } from './admission/admission-queue.ts';
import { MemoryGuard } from './admission/memory-guard.ts';
import { performanceMiddleware } from './admission/performance-middleware.ts';
import { Breaker } from './cache/breaker.ts';
import type { Cache } from './cache/cache.ts';
import { RELATED_PATTERNS } from './cache/cache-keys.ts';
import { createCache } from './cache/create-cache.ts';
import { jsonCodec } from './cache/json-codec.ts';
import type { KvClient } from './cache/kv-client.ts';
import type { WarmUpEntry } from './cache/warm-up.ts';
import { type KeptRows, withQueryCache } from './db/query-cache.ts';
import type { CachedRoute, Domain, DomainContext } from './domain.ts';
import { addActionLog } from './http/action-log.ts';
import { addAnswerHooks } from './http/answer-hooks.ts';
import { addAuthentication } from './http/authentication.ts';
import { addBodyRules } from './http/body-rules.ts';
import { bodyCodec, type CachedBody } from './http/cached-body.ts';
import { hotEntries, registerCachedGet } from './http/cached-get.ts';
import { answerClientError } from './http/client-error.ts';
import { composeError } from './http/compose-answer.ts';
import { Compressor } from './http/compressor.ts';
import { Front } from './http/front.ts';
import { createNodeServer } from './http/node-server.ts';
import { addOpenApi } from './http/open-api/open-api.ts';
import { memoryRateCounter, type RateCounter, sharedRateCounter } from './http/rate-counter.ts';
import { addRateLimit } from './http/rate-limit.ts';
import { addRequestTimeout } from './http/request-timeout.ts';
import { phaseTotals } from './http/timing.ts';
import { toHttpError } from './http/to-http-error.ts';
import { cacheByVariant, poolByVariant, queriesByVariant } from './lab/by-variant.ts';
import type { CacheChanges } from './lab/cache-changes.ts';
import { FaultSwitch } from './lab/fault-switch.ts';
import { KvLender } from './lab/kv-share.ts';
import { labApi } from './lab/lab-api.ts';
import { registerLabRoute } from './lab/lab-route.ts';
import type { Network } from './lab/network.ts';
import { registerNetworkRoute } from './lab/network-route.ts';
import type { LabDomain, LabParts } from './lab/open-variant.ts';
import { Switchboard } from './lab/switchboard.ts';
import { registerTokenRoute } from './lab/token-route.ts';
import { uncached } from './lab/uncached.ts';
import { addVariantHook, enterVariants } from './lab/variant-hook.ts';
import { registerVariantsRoute } from './lab/variants-route.ts';
import { registerWorkRoute } from './lab/work-route.ts';
import { BusinessCounters } from './monitor/business-counters.ts';
import { monitorApi } from './monitor/monitor-api.ts';
import { RequestLog } from './monitor/request-log.ts';
import { startMonitor } from './monitor/start-monitor.ts';
import type { Clock, Logger, Rng, SqlPool } from './ports.ts';
import type { ServerConfig } from './server-config.ts';
import { staticApi } from './static/static-api.ts';
import { registerStaticRoutes } from './static/static-routes.ts';

/** Everything a server is made of. Nothing is global: a process may hold several servers. */
export interface ServerParts {
  readonly config: ServerConfig;
  readonly clock: Clock;
  /** Decides the lab's error share. */
  readonly rng: Rng;
  readonly log: Logger;
  /** `null`: no second tier was configured. One that is down is passed all the same. */
  readonly kv: KvClient | null;
  /** Counts for rate limits, shared with other servers; left out: this one counts for itself. The server closes it. */
  readonly rateCounter?: RateCounter;
  /** The server closes the pools (and `kv`) when it closes. */
  readonly domains: readonly MountedDomain[];
  /** Between the server and its services, for the lab; left out: they are reached as they are. */
  readonly network?: Network | null;
  /** Versions, sizes, settings that matter, and what befell them: labels of `server_info`. No secrets. */
  readonly facts: () => Readonly<Record<string, string>>;
  /** Printed by GET /api/v1/performance/config: effective values with their provenance. */
  readonly configReport: unknown;
}

/** A domain with its pool. `lab`: how a variant gets what is its own; without it there is none for this domain. */
export interface MountedDomain {
  readonly domain: Domain;
  readonly pool: SqlPool;
  readonly lab?: Pick<LabDomain, 'openPool' | 'placeTables'>;
}

/** Builds a server that does not listen yet. The caller calls `listen({ host: '127.0.0.1', port })` and `close()`. */
export async function createServer(parts: ServerParts): Promise<FastifyInstance> {
  const { config, clock, log, kv } = parts;
  const requests = new RequestLog(config.http, log);
  const phases = phaseTotals();
  const business = new BusinessCounters();
  const compressor = new Compressor(config.http.compression, clock);
  const faults = new FaultSwitch(config.lab.faults, clock, parts.rng);
  const maxAddresses = config.cache.l1.maxEntries * Math.max(1, parts.domains.length);
  const front = new Front({ maxAddresses, clock, compressor, faults, requests, phases, log });
  const openCache = (namespace: string, changes: CacheChanges = {}) =>
    createCache({
      namespace,
      ...config.cache,
      related: RELATED_PATTERNS,
      l2: kv,
      codec: bodyCodec,
      isNegative: ({ statusCode }) => statusCode !== 200,
      negatives: 'l1',
      clock,
      ...changes,
    });
  const { enableCaching } = config.admission.performance;
  const openQueryCache = (namespace: string, changes: CacheChanges = {}) =>
    createCache({
      namespace,
      ...config.cache,
      l2: kv,
      codec: jsonCodec<KeptRows>(),
      isNegative: (rows) => rows.length === 0,
      negatives: 'l1',
      clock,
      ...changes,
    });
  const used = <Value>(cache: Cache<Value>) => (enableCaching ? cache : uncached(cache));
  const domains = parts.domains.map(({ domain, pool }) => {
    const hot: WarmUpEntry<CachedBody>[] = [];
    const { name } = domain;
    // What one of them has waited for in vain, the other does not wait for.
    const breaker = config.cache.breaker === null ? null : new Breaker(clock, config.cache.breaker);
    const queries = used(openQueryCache(`${name}.queries`, { breaker }));
    const cache = used(openCache(name, { breaker }));
    return { domain, name, pool: withQueryCache(pool, queries), queries, cache, hot };
  });
  const { key } = config.lab;
  const lab = key === null ? null : { key, board: new Switchboard(labParts()) };

  const app = fastify({
    serverFactory: (router) => createNodeServer(front, router, config.http),
    bodyLimit: config.http.bodyLimitBytes,
    // A server that closes answers what it has been asked, and tells the client to leave.
    return503OnClosing: false,
    clientErrorHandler: answerClientError,
    frameworkErrors: (error, _request, reply) => {
      const answer = composeError(toHttpError(error));
      reply.raw.writeHead(answer.statusCode, answer.headers).end(answer.payload);
    },
  });
  addAnswerHooks(app, { clock, compressor, requests, phases, log });
  addVariantHook(app, lab);
  addBodyRules(app);
  addRequestTimeout(app, config.http.requestTimeoutMs, log);
  const secret = config.authSecret ?? randomBytes(32).toString('base64url');
  const { guard, sign, subjectOf } = await addAuthentication(app, secret);
  const ownRates = memoryRateCounter(clock);
  const rates = parts.rateCounter === undefined ? ownRates : sharedRateCounter(parts.rateCounter, ownRates);
  await addRateLimit(app, config.admission.rateLimit, rates);
  addActionLog(app, log);
  const queue = new AdmissionQueue(config.admission.queue, clock);
  const memory = new MemoryGuard(config.admission.memory, clock, log);
  const middleware = performanceMiddleware(config.admission.performance, {
    clock,
    queue,
    memory,
    clientOf: (request) => clientOf(request, subjectOf),
  });

  await addOpenApi(app, [
    ...parts.domains.flatMap(({ domain }) => domain.api ?? []),
    monitorApi(config.monitor.historyLength),
    staticApi,
    ...(lab === null ? [] : [labApi]),
  ]);

  for (const { domain, hot, queries, ...own } of domains) {
    await app.register(async (scope) => {
      await scope.register(middleware);
      if (lab !== null) enterVariants(scope);
      const pool = lab === null ? own.pool : poolByVariant(own.name, own.pool);
      const cache = lab === null ? own.cache : cacheByVariant(own.cache);
      scope.addHook('preHandler', (_request, _reply, done) => {
        if (!faults.isOn) done();
        else faults.inflict(pool).then(() => done(), done);
      });
      const context: DomainContext = {
        pool,
        queries: lab === null ? queries : queriesByVariant(own.name, queries),
        cache,
        clock,
        log,
        guard,
        count: (what, amount) => business.count(what, amount),
        cachedGet(route) {
          const endpoint = {
            cache,
            pool,
            cacheControl: cacheControlOf(route),
            isVarying: compressor.covers(route.url),
            get: requests.of('GET', route.url),
            head: requests.of('HEAD', route.url),
          };
          registerCachedGet(scope, route, { endpoint, own: { ...endpoint, ...own }, front, compressor, clock, guard });
          hot.push(...hotEntries(route));
        },
      };
      await domain.register(scope, context);
    });
  }
  await registerStaticRoutes(app, compressor, config.http.staticMaxAgeSeconds);
  const monitor = startMonitor(app, {
    settings: config.monitor,
    domains,
    kv,
    clock,
    requests,
    compressor,
    queue,
    memory,
    guard,
    business,
    facts: parts.facts,
  });
  if (lab !== null) registerVariantsRoute(app, lab.key, lab.board);
  if (config.lab.key !== null) {
    registerLabRoute(app, config.lab.key, faults);
    registerNetworkRoute(app, config.lab.key, parts.network ?? null);
    registerTokenRoute(app, config.lab.key, sign);
    registerWorkRoute(app, config.lab.key, { requests, phases, kv, pool: domains[0]?.pool });
  }
  app.get('/api/v1/performance/config', () => parts.configReport);

  app.addHook('onSend', (_request, reply, payload, done) => {
    if (front.isClosed) reply.header('connection', 'close');
    done(null, payload);
  });
  app.addHook('preClose', async () => {
    front.close();
    queue.close();
    setTimeout(() => app.server.closeAllConnections(), config.http.closeTimeoutMs).unref();
  });
  app.addHook('onClose', async () => {
    monitor.stop();
    for (const { cache, queries } of domains) {
      cache.close();
      queries.close();
    }
    // Before the store: its caches leave nothing there.
    await lab?.board.close();
    await Promise.all([kv?.close(), rates.close(), ...domains.map(({ pool }) => pool.close())]);
  });
  await app.ready();
  return app;

  function labParts(): LabParts {
    return {
      domains: parts.domains.flatMap(({ domain: { name }, lab: own }) => (own === undefined ? [] : [{ ...own, name }])),
      kv: kv === null ? null : new KvLender(kv),
      cache: config.cache,
      isCaching: enableCaching,
      openCache,
      openQueryCache,
      openCompressor: (changes) => new Compressor(config.http.compression, clock, changes),
    };
  }
}

/** Whose request it is: whose token it bears, else which address it comes from. A forged token makes nobody another client. */
function clientOf(request: FastifyRequest, subjectOf: (request: FastifyRequest) => string | null): string {
  const subject = subjectOf(request);
  return subject === null ? `address ${request.ip}` : `subject ${subject}`;
}

/** What only some may read no cache on the way may keep. */
function cacheControlOf({ role, maxAgeSeconds }: Pick<CachedRoute<unknown>, 'role' | 'maxAgeSeconds'>): string {
  const audience = role === undefined ? 'public' : 'private';
  return `${audience}, ${maxAgeSeconds ? `max-age=${maxAgeSeconds}` : 'no-cache'}`;
}
