import type { FastifyInstance, FastifyRequest } from 'fastify';
import { addPerformanceHeaders } from '../http/performance-headers.ts';
import type { Clock } from '../ports.ts';
import { addAdmissionHook } from './admission-hook.ts';
import type { AdmissionQueue } from './admission-queue.ts';
import type { MemoryGuard } from './memory-guard.ts';
import { addMemoryHook } from './memory-hook.ts';
import { refusePages, refuseStreams } from './switched-off.ts';

/** What document 003 switches on and off; its own words. */
export interface PerformanceSwitches {
  /** Off: the caches of the scope's domains keep nothing. The scope's owner sees to it, as caches are handed to domains. */
  readonly enableCaching: boolean;
  /** Off: lists answer their first page, and know no other. */
  readonly enablePagination: boolean;
  /** Off: nothing is exported. */
  readonly enableStreaming: boolean;
  /** Off: everybody is let in at once, whatever memory is left. */
  readonly enableConcurrencyControl: boolean;
  /** Off: no performance headers. */
  readonly enableMetrics: boolean;
}

export interface PerformanceParts {
  readonly clock: Clock;
  readonly queue: AdmissionQueue;
  readonly memory: MemoryGuard;
  /** Whose request it is, for a queue that is fair between clients. */
  readonly clientOf: (request: FastifyRequest) => string;
}

/** Document 003's middleware as one plugin: those that are switched on, each a file of its own, in the order in which a request meets them. */
export function performanceMiddleware(
  switches: PerformanceSwitches,
  { clock, queue, memory, clientOf }: PerformanceParts,
): (scope: FastifyInstance) => Promise<void> {
  const plugin = async (scope: FastifyInstance) => {
    if (switches.enableConcurrencyControl) addMemoryHook(scope, memory);
    addAdmissionHook(scope, queue, clientOf);
    if (!switches.enablePagination) refusePages(scope);
    if (!switches.enableStreaming) refuseStreams(scope);
    if (switches.enableMetrics) addPerformanceHeaders(scope, clock);
  };
  // Fastify's own word for a plugin whose hooks belong to the scope that registers it.
  return Object.assign(plugin, { [Symbol.for('skip-override')]: true });
}
