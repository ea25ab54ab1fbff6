import type { JsonSchema } from '../../http/open-api/route-description.ts';
import { count, object, record, share } from '../../http/open-api/schemas.ts';
import { NOT_AVAILABLE } from './sample.ts';

const number: JsonSchema = { type: 'number', minimum: 0 };
const orNothing: JsonSchema = { type: ['number', 'null'], description: '`null`: there was nothing to divide by.' };
const reading = (fields: Readonly<Record<string, JsonSchema>>): JsonSchema => ({
  anyOf: [object(fields), { const: NOT_AVAILABLE }],
});
const fill = reading({ totalBytes: count, availableBytes: count, utilization: share });

/** A sample as the API document shows it. */
export const sampleSchema: JsonSchema = object({
  at: { type: 'integer', description: 'ms since 1970' },
  stretchMs: { ...number, description: 'What rates and shares are over.' },
  system: object({
    cpu: reading({ utilization: share, cores: count, loadAverage: number }),
    memory: fill,
    disk: fill,
    network: reading({ receivedBytesPerSecond: number, sentBytesPerSecond: number }),
  }),
  process: object({
    cpu: { ...number, description: 'CPU seconds per second.' },
    rssBytes: count,
    eventLoopDelayP99Ms: number,
  }),
  database: object({
    poolUtilization: orNothing,
    openConnections: count,
    waiting: count,
    statementsPerSecond: number,
    averageQueryTimeMs: orNothing,
    errors: count,
    slowStatements: count,
  }),
  cache: object({ readsPerSecond: number, hitRate: orNothing }),
  api: object({ requestsPerSecond: number, averageResponseTimeMs: orNothing, errorRate: orNothing }),
  business: record(count),
});
