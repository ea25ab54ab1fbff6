import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Client } from 'pg';
import { monthsOf, partitionStatement, restoreStatement } from '../domains/audit/partitions.ts';
import type { DomainSeed } from './domain-seed.ts';

/** The year that the seeded events fall into. */
const FROM = new Date('2025-01-01T00:00:00Z');
const UNTIL = new Date('2026-01-01T00:00:00Z');

/** Partitions are there for as long ahead, counted from the start of the server. */
const AHEAD_MS = 62 * 86_400_000;

/** Audit events of document 003. */
export function auditSeed(options: {
  readonly seed: number;
  readonly organizations: number;
  readonly events: number;
}): DomainSeed {
  const { seed, organizations, events } = options;
  const sql = readFileSync(new URL('audit.sql', import.meta.url), 'utf8');
  const version = createHash('sha256').update(sql).digest('hex').slice(0, 16);
  return {
    domain: 'audit',
    recipe: { seed, organizations, events, version },
    rows: { events },
    async restore(client: Client): Promise<void> {
      for (const month of monthsOf(FROM, UNTIL)) await client.query(restoreStatement(month));
    },
    async fill(client: Client): Promise<void> {
      for (const month of monthsOf(FROM, UNTIL)) await client.query(partitionStatement(month));
      await client.query(sql, [seed, events, organizations]);
    },
    async reset(client: Client): Promise<void> {
      // What a run added bears the time of its writing.
      await client.query('DELETE FROM audit.events WHERE created_at >= $1', [UNTIL]);
      const now = new Date();
      const soon = new Date(now.getTime() + AHEAD_MS);
      for (const month of monthsOf(now, soon)) await client.query(partitionStatement(month));
      await client.query('TRUNCATE audit.idempotency');
      await client.query(`SELECT setval('audit.event_ids', $1)`, [events]);
    },
  };
}
