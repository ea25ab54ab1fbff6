import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Client } from 'pg';
import type { DomainSeed } from './domain-seed.ts';

export interface WorkspaceSizes {
  readonly workspaces: number;
  readonly members: number;
  readonly projects: number;
  readonly tasks: number;
  readonly activities: number;
}

/** Workspaces, tasks and activities of document 001. */
export function workspaceSeed({ seed, ...sizes }: WorkspaceSizes & { readonly seed: number }): DomainSeed {
  const { workspaces, members, projects, tasks, activities } = sizes;
  const sql = readFileSync(new URL('workspace.sql', import.meta.url), 'utf8');
  const version = createHash('sha256').update(sql).digest('hex').slice(0, 16);
  const rows = { members, projects, tasks, activities };
  return {
    domain: 'workspace',
    recipe: { seed, ...sizes, version },
    rows,
    async fill(client: Client): Promise<void> {
      await client.query(sql, [seed, workspaces, members, projects, tasks, activities]);
    },
    async reset(client: Client): Promise<void> {
      await client.query('TRUNCATE workspace.idempotency');
      // A task that was there may have been moved to a project that was not.
      await client.query('UPDATE workspace.tasks SET project_id = NULL WHERE project_id > $1', [projects]);
      // Children first. Rows that a run changed or deleted are made anew with the next recipe; the load of ours adds only.
      for (const [table, count] of Object.entries(rows).reverse()) {
        await client.query(`DELETE FROM workspace.${table} WHERE id > $1`, [count]);
        await client.query(`SELECT setval(pg_get_serial_sequence('workspace.${table}', 'id'), $1)`, [count]);
      }
    },
  };
}
