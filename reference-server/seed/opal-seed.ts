import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Client } from 'pg';
import type { DomainSeed } from './domain-seed.ts';

/** Mappings, rules and measurements of document 000. */
export function opalSeed(options: {
  readonly seed: number;
  readonly mappings: number;
  readonly rules: number;
  readonly metrics: number;
}): DomainSeed {
  const { seed, mappings, rules, metrics } = options;
  const mappingsSql = readFileSync(new URL('opal-mappings.sql', import.meta.url), 'utf8');
  const restSql = readFileSync(new URL('opal.sql', import.meta.url), 'utf8');
  const version = createHash('sha256').update(mappingsSql).update(restSql).digest('hex').slice(0, 16);
  return {
    domain: 'opal',
    recipe: { seed, mappings, rules, metrics, version },
    rows: { mappings, rules, metrics },
    async fill(client: Client): Promise<void> {
      await client.query(mappingsSql, [seed, mappings]);
      await client.query(restSql, [seed, rules, metrics]);
    },
    async reset(client: Client): Promise<void> {
      const { rowCount } = await client.query('SELECT 1 FROM opal.mappings WHERE version > 1 LIMIT 1');
      if (rowCount === 0) return;
      await client.query('DELETE FROM opal.mappings');
      await client.query(mappingsSql, [seed, mappings]);
    },
  };
}
