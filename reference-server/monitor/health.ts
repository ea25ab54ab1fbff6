import { setTimeout as sleep } from 'node:timers/promises';
import type { AdmissionStats } from '../admission/admission-stats.ts';
import type { MemoryState } from '../admission/memory-guard.ts';
import type { KvClient } from '../cache/kv-client.ts';
import type { Clock, SqlPool } from '../ports.ts';

/** `degraded`: it works, but slowly or not for everybody; `absent`: it was never configured. */
export type ComponentStatus = 'up' | 'degraded' | 'down' | 'absent';

export interface ComponentHealth {
  readonly status: ComponentStatus;
  /** Of one round trip; `null` where there was none. */
  readonly latencyMs: number | null;
  /** What is wrong and what to do; only where something is. */
  readonly advice?: string;
}

export interface Health {
  /** `down` when a pool reaches no database; `degraded` when anything less is wrong. */
  readonly status: 'ok' | 'degraded' | 'down';
  readonly components: {
    readonly postgres: Readonly<Record<string, ComponentHealth>>;
    readonly redis: ComponentHealth;
    readonly memory: ComponentHealth;
    readonly concurrency: ComponentHealth;
  };
  readonly timestamp: number;
}

/** From where on a component is not well. */
export interface HealthLimits {
  /** One that takes longer for a round trip is degraded. */
  readonly slowMs: number;
  /** More of the places than this taken, and the next requests will wait. */
  readonly busyShare: number;
  /** One that takes longer than this is down: whoever asks for health does not wait. */
  readonly deadlineMs: number;
}

/** What the server knows of itself, and the limits that all is held to. */
export interface OwnHealth {
  readonly queue: AdmissionStats;
  readonly memory: MemoryState;
  readonly limits: HealthLimits;
}

/** Asks every component for one round trip, side by side, and looks at the server itself. */
export async function checkHealth(
  pools: readonly { readonly name: string; readonly pool: SqlPool }[],
  kv: KvClient | null,
  clock: Clock,
  { queue, memory: memoryState, limits }: OwnHealth,
): Promise<Health> {
  const [redis, ...postgres] = await Promise.all([
    redisHealth(kv, clock, limits),
    ...pools.map(async ({ name, pool }) => [name, await postgresHealth(pool, clock, limits)] as const),
  ]);
  const memory = memoryHealth(memoryState);
  const concurrency = concurrencyHealth(queue, limits);
  const statuses = [redis.status, memory.status, concurrency.status, ...postgres.map(([, health]) => health.status)];
  const isDown = postgres.some(([, health]) => health.status === 'down');
  const isFine = statuses.every((status) => status === 'up');
  return {
    status: isDown ? 'down' : isFine ? 'ok' : 'degraded',
    components: { postgres: Object.fromEntries(postgres), redis, memory, concurrency },
    timestamp: clock.wallMs(),
  };
}

async function postgresHealth(pool: SqlPool, clock: Clock, limits: HealthLimits): Promise<ComponentHealth> {
  const latencyMs = await roundTripMs(() => pool.query({ text: 'select 1', timeout: 'critical' }), clock, limits);
  if (latencyMs === undefined) {
    return {
      status: 'down',
      latencyMs: null,
      advice: 'PostgreSQL does not answer: see whether it runs, and the log of this server',
    };
  }
  if (pool.getStats().waiting > 0) {
    return { status: 'degraded', latencyMs, advice: 'callers wait for a connection: raise the pool or lower the load' };
  }
  if (latencyMs > limits.slowMs)
    return { status: 'degraded', latencyMs, advice: 'PostgreSQL answers slowly: look for what it is busy with' };
  return { status: 'up', latencyMs };
}

async function redisHealth(kv: KvClient | null, clock: Clock, limits: HealthLimits): Promise<ComponentHealth> {
  if (kv === null)
    return { status: 'absent', latencyMs: null, advice: 'the cache has one tier: set REDIS_URL to give it the second' };
  const advice = 'the cache runs on its first tier alone until Redis answers again';
  if (!kv.isReady) return { status: 'down', latencyMs: null, advice };
  const latencyMs = await roundTripMs(() => kv.ping(), clock, limits);
  if (latencyMs === undefined) return { status: 'degraded', latencyMs: null, advice };
  if (latencyMs > limits.slowMs)
    return { status: 'degraded', latencyMs, advice: 'Redis answers slowly: look for what it is busy with' };
  return { status: 'up', latencyMs };
}

function memoryHealth({ level }: MemoryState): ComponentHealth {
  if (level === 'fine') return { status: 'up', latencyMs: null };
  const what = level === 'shedding' ? 'what L1 does not hold is answered 503' : 'it is short';
  return { status: 'degraded', latencyMs: null, advice: `memory: ${what}; give the process more, or its caches less` };
}

function concurrencyHealth(
  { running, waiting, maxConcurrent }: AdmissionStats,
  { busyShare }: HealthLimits,
): ComponentHealth {
  if (waiting === 0 && running <= maxConcurrent * busyShare) return { status: 'up', latencyMs: null };
  const advice = 'requests wait to be let in: lower the load, or raise MAX_CONCURRENT_REQUESTS where there is CPU left';
  return { status: 'degraded', latencyMs: null, advice };
}

/** `undefined`: it failed, or did not come back in time. */
async function roundTripMs(
  trip: () => Promise<unknown>,
  clock: Clock,
  { deadlineMs }: HealthLimits,
): Promise<number | undefined> {
  const startedAt = clock.monotonicMs();
  const late = new AbortController();
  const timeout = sleep(deadlineMs, false, { signal: late.signal }).catch(() => false);
  try {
    const isBack = await Promise.race([trip().then(() => true), timeout]);
    return isBack ? clock.monotonicMs() - startedAt : undefined;
  } catch {
    return undefined;
  } finally {
    late.abort();
  }
}
