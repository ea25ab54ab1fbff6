import type { Effective } from './config/overlay.ts';
import { openPostgresPool, type PostgresPoolOptions } from './db/postgres-pool.ts';
import type { Domain } from './domain.ts';
import { auditDomain } from './domains/audit/audit-domain.ts';
import { learningDomain } from './domains/learning/learning-domain.ts';
import { opalDomain } from './domains/opal/opal-domain.ts';
import { usersDomain } from './domains/users/users-domain.ts';
import { workspaceDomain } from './domains/workspace/workspace-domain.ts';
import { labOfDomain } from './lab/lab-of-domain.ts';
import { createCursorCodec } from './page/cursor.ts';
import type { Logger } from './ports.ts';
import { auditSeed } from './seed/audit-seed.ts';
import type { DomainSeed } from './seed/domain-seed.ts';
import { learningSeed } from './seed/learning-seed.ts';
import { opalSeed } from './seed/opal-seed.ts';
import type { PreparedDatabase } from './seed/prepare-database.ts';
import { usersSeed } from './seed/users-seed.ts';
import { workspaceSeed } from './seed/workspace-seed.ts';
import type { MountedDomain } from './server-parts.ts';
import { systemClock } from './system-clock.ts';

/** How the rows of every domain are made. */
export function domainSeeds(settings: Effective): readonly DomainSeed[] {
  const seed = settings['seed.number'].value;
  return [
    usersSeed({ seed, users: settings['seed.users'].value, posts: settings['seed.posts'].value }),
    workspaceSeed({
      seed,
      workspaces: settings['seed.workspaces'].value,
      members: settings['seed.members'].value,
      projects: settings['seed.projects'].value,
      tasks: settings['seed.tasks'].value,
      activities: settings['seed.activities'].value,
    }),
    auditSeed({ seed, organizations: settings['seed.organizations'].value, events: settings['seed.events'].value }),
    learningSeed({
      seed,
      learners: settings['seed.learners'].value,
      events: settings['seed.learningEvents'].value,
    }),
    opalSeed({
      seed,
      mappings: settings['seed.mappings'].value,
      rules: settings['seed.rules'].value,
      metrics: settings['seed.metrics'].value,
    }),
  ];
}

/** Every domain with a pool of its own. Rejects when the database cannot be reached; then no pool is left open. */
export async function mountDomains(
  settings: Effective,
  database: PreparedDatabase & { readonly url: string },
  log: Logger,
): Promise<readonly MountedDomain[]> {
  const mounted: MountedDomain[] = [];
  const options = poolOptions(settings, database, log);
  try {
    for (const domain of domainsOf(settings, database)) {
      const pool = await openPostgresPool(options);
      mounted.push({ domain, pool, lab: labOfDomain(domain.name, options) });
    }
    return mounted;
  } catch (error) {
    await Promise.all(mounted.map(({ pool }) => pool.close()));
    throw error;
  }
}

function domainsOf(settings: Effective, database: PreparedDatabase): readonly Domain[] {
  const cursors = createCursorCodec(settings['page.cursorSecret'].value ?? database.cursorSecret);
  const maxLimit = settings['page.maxLimit'].value;
  const page = { defaultLimit: settings['page.defaultLimit'].value, maxLimit };
  const bulk = {
    maxRows: settings['bulk.maxItems'].value,
    batchSize: settings['bulk.batchSize'].value,
    concurrency: settings['bulk.concurrency'].value,
    attempts: settings['bulk.attempts'].value,
    backoffMs: settings['bulk.backoffMs'].value,
    timeoutMs: settings['bulk.timeoutMs'].value,
  };
  return [
    usersDomain({
      cursors,
      ttl: {
        userSeconds: settings['cache.ttl.userSeconds'].value,
        querySeconds: settings['cache.ttl.querySeconds'].value,
        reportSeconds: settings['cache.ttl.defaultSeconds'].value,
      },
      maxAge: { userSeconds: settings['http.maxAge.userSeconds'].value },
      page,
      maxBatchRows: settings['bulk.maxRows'].value,
    }),
    workspaceDomain({
      cursors,
      ttl: {
        taskSeconds: settings['cache.ttl.taskSeconds'].value,
        profileSeconds: settings['cache.ttl.userSeconds'].value,
        analyticsSeconds: settings['cache.ttl.analyticsSeconds'].value,
      },
      maxAge: {
        taskSeconds: settings['http.maxAge.taskSeconds'].value,
        profileSeconds: settings['http.maxAge.userSeconds'].value,
        analyticsSeconds: settings['http.maxAge.analyticsSeconds'].value,
      },
      page,
      bulk,
    }),
    auditDomain({
      cursors,
      ttl: {
        eventsSeconds: settings['cache.ttl.defaultSeconds'].value,
        countSeconds: settings['cache.ttl.querySeconds'].value,
      },
      page: { defaultLimit: settings['page.auditLimit'].value, maxLimit },
      bulk,
      exportStallMs: settings['export.stallMs'].value,
      exportChunkRows: settings['export.chunkRows'].value,
      preloadDays: settings['warmUp.preloadDays'].value,
    }),
    learningDomain({
      ttl: {
        analyticsUserDataSeconds: settings['cache.ttl.analyticsUserDataSeconds'].value,
        behavioralPatternsSeconds: settings['cache.ttl.behavioralPatternsSeconds'].value,
        missionSummariesSeconds: settings['cache.ttl.missionSummariesSeconds'].value,
        performanceMetricsSeconds: settings['cache.ttl.performanceMetricsSeconds'].value,
        cognitiveLoadSeconds: settings['cache.ttl.cognitiveLoadSeconds'].value,
        learningObjectivesSeconds: settings['cache.ttl.learningObjectivesSeconds'].value,
        strugglePredictionsSeconds: settings['cache.ttl.strugglePredictionsSeconds'].value,
        recommendationsSeconds: settings['cache.ttl.recommendationsSeconds'].value,
      },
    }),
    opalDomain({
      ttl: {
        mappingsSeconds: settings['cache.ttl.mappingsSeconds'].value,
        rulesSeconds: settings['cache.ttl.rulesSeconds'].value,
        metricsSeconds: settings['cache.ttl.metricsSeconds'].value,
        coordinationSeconds: settings['cache.ttl.coordinationSeconds'].value,
      },
    }),
  ];
}

function poolOptions(
  settings: Effective,
  { url, role }: PreparedDatabase & { readonly url: string },
  log: Logger,
): PostgresPoolOptions {
  return {
    url,
    role,
    min: settings['pool.min'].value,
    max: settings['pool.max'].value,
    isDynamic: settings['pool.sizing'].value === 'dynamic',
    sizingMs: settings['pool.sizingMs'].value,
    idleMs: settings['pool.idleMs'].value,
    lifetimeMs: settings['pool.lifetimeMs'].value,
    validateMs: settings['pool.validateMs'].value,
    validateTimeoutMs: settings['pool.validateTimeoutMs'].value,
    leakMs: settings['pool.leakMs'].value,
    acquireMs: settings['pool.acquireMs'].value,
    retry: { firstMs: settings['pool.retryFirstMs'].value, longestMs: settings['pool.retryLongestMs'].value },
    timeoutMs: {
      cached: settings['query.cachedMs'].value,
      critical: settings['query.criticalMs'].value,
      default: settings['query.defaultMs'].value,
      'long-running': settings['query.longRunningMs'].value,
    },
    rows: { batch: settings['query.batchRows'].value, cursor: settings['query.cursorRows'].value },
    slowMs: settings['query.slowMs'].value,
    verySlowMs: settings['query.verySlowMs'].value,
    clock: systemClock,
    log,
  };
}
