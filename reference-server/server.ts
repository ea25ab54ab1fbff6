import { randomBytes } from 'node:crypto';
import { type FastifyInstance, fastify } from 'fastify';
import { AdmissionQueue } from './admission/admission-queue.ts';
import { clientOf } from './admission/client-of.ts';
import { MemoryGuard } from './admission/memory-guard.ts';
import { performanceMiddleware } from './admission/performance-middleware.ts';
import { CacheMaker } from './cache-maker.ts';
import { addActionLog } from './http/action-log.ts';
import { addAnswerHooks } from './http/answer-hooks.ts';
import { addAuthentication } from './http/authentication.ts';
import { addBodyRules } from './http/body-rules.ts';
import { addCallers } from './http/caller.ts';
import { answerClientError } from './http/client-error.ts';
import { composeError } from './http/compose-answer.ts';
import { Compressor } from './http/compressor.ts';
import { Front } from './http/front.ts';
import { createNodeServer } from './http/node-server.ts';
import { addOpenApi } from './http/open-api/open-api.ts';
import { memoryRateCounter, sharedRateCounter } from './http/rate-counter.ts';
import { addRateLimit } from './http/rate-limit.ts';
import { addRequestTimeout } from './http/request-timeout.ts';
import { phaseTotals } from './http/timing.ts';
import { toHttpError } from './http/to-http-error.ts';
import { FaultSwitch } from './lab/fault-switch.ts';
import { KvLender } from './lab/kv-share.ts';
import { labApi } from './lab/lab-api.ts';
import { registerLabRoute } from './lab/lab-route.ts';
import { registerNetworkRoute } from './lab/network-route.ts';
import type { LabParts } from './lab/open-variant.ts';
import { Switchboard } from './lab/switchboard.ts';
import { registerTokenRoute } from './lab/token-route.ts';
import { addVariantHook } from './lab/variant-hook.ts';
import { registerVariantsRoute } from './lab/variants-route.ts';
import { registerWorkRoute } from './lab/work-route.ts';
import { BusinessCounters } from './monitor/business-counters.ts';
import { monitorApi } from './monitor/monitor-api.ts';
import { RequestLog } from './monitor/request-log.ts';
import { startMonitor } from './monitor/start-monitor.ts';
import { registerDomain, servedDomain } from './register-domain.ts';
import type { ServerParts } from './server-parts.ts';
import { staticApi } from './static/static-api.ts';
import { registerStaticRoutes } from './static/static-routes.ts';

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
  const caches = new CacheMaker(config, kv, clock);
  const domains = parts.domains.map(({ domain, pool }) => servedDomain(domain, pool, caches));
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
  addActionLog(app, log);
  addVariantHook(app, lab);
  addBodyRules(app);
  addCallers(app);
  addRequestTimeout(app, config.http.requestTimeoutMs, log);
  const secret = config.authSecret ?? randomBytes(32).toString('base64url');
  const { guard, sign, subjectOf, callerOf } = await addAuthentication(app, secret);
  const ownRates = memoryRateCounter(clock);
  const rates = parts.rateCounter === undefined ? ownRates : sharedRateCounter(parts.rateCounter, ownRates);
  await addRateLimit(app, config.admission.rateLimit, rates);
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

  const services = { clock, log, guard, callerOf, business, requests, compressor, faults, front };
  for (const domain of domains) {
    await app.register(async (scope) => {
      await scope.register(middleware);
      await registerDomain(scope, domain, { ...services, variants: lab?.board ?? null });
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
  app.get('/api/v1/performance/config', { onRequest: guard('viewer') }, () => parts.configReport);

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
      isCaching: caches.isCaching,
      openCaches: (namespace, pool, changes) => caches.openBoth(namespace, pool, changes),
      openFaults: (own) => new FaultSwitch(own, clock, parts.rng),
      openCompressor: (changes) => new Compressor(config.http.compression, clock, changes),
    };
  }
}
