import { expect, test } from 'vitest';
import { createCache } from '../../../cache/create-cache.ts';
import { jsonCodec } from '../../../cache/json-codec.ts';
import { openPostgresPool } from '../../../db/postgres-pool.ts';
import { type KeptRows, withQueryCache } from '../../../db/query-cache.ts';
import { opalSeed } from '../../../seed/opal-seed.ts';
import { prepareDatabase } from '../../../seed/prepare-database.ts';
import { systemClock } from '../../../system-clock.ts';
import { poolOptions } from '../../../testing/pool-options.ts';
import { startTestDatabase } from '../../../testing/test-database.ts';
import { MappingPool } from './mapping-pool.ts';

const log = { info() {}, warn() {}, error() {} };

test('document 000: mappings and metrics by the names of its pool, asked once and kept, and its utilisation in percent', async () => {
  const database = await startTestDatabase();
  try {
    const { role } = await prepareDatabase(
      database.url,
      [opalSeed({ seed: 1, mappings: 60, rules: 10, metrics: 2_000 })],
      log,
    );
    const bare = await openPostgresPool(poolOptions(database.url, log, { role }));
    const l1 = { maxEntries: 100, maxBytes: 1e6 };
    const queries = createCache<KeptRows>({
      namespace: 'opal.queries',
      l1,
      l2: null,
      codec: jsonCodec(),
      clock: systemClock,
    });
    const pool = new MappingPool(withQueryCache(bare, queries));

    const mapping = await pool.getMappingConfig('strategy-plans');
    expect(mapping.type).toBe('strategy-plans');
    expect(mapping.domains[0]).toMatchObject({ domain: expect.any(String), mappings: expect.any(Array) });
    const metrics = await pool.getOptimizationMetrics('content', '24h');
    expect(metrics.metrics[0]).toMatchObject({ name: expect.any(String), measurements: expect.any(Number) });
    const asked = bare.getStats().statements;
    expect(await pool.getMappingConfig('strategy-plans')).toEqual(mapping);
    expect(await pool.getOptimizationMetrics('content', '24h')).toEqual(metrics);
    expect(bare.getStats().statements).toBe(asked);
    await queries.deleteTags('type:strategy-plans');
    await pool.getMappingConfig('strategy-plans');
    expect(bare.getStats().statements).toBe(asked + 1);

    const { poolUtilization } = pool.getStats().performance;
    const { busySeconds, capacitySeconds } = bare.getStats();
    expect(poolUtilization).toBeCloseTo((100 * busySeconds) / capacitySeconds, 0);
    expect(poolUtilization).toBeGreaterThan(0);
    await expect(pool.getMappingConfig('all')).rejects.toMatchObject({ code: 'INVALID_FILTER' });
    await expect(pool.getOptimizationMetrics('content', '24 h')).rejects.toMatchObject({ code: 'INVALID_FILTER' });
    await bare.close();
  } finally {
    await database.stop();
  }
}, 60_000);
