import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Client } from 'pg';
import type { DomainSeed } from './domain-seed.ts';

const files = ['sentences.sql', 'users.sql', 'posts.sql'] as const;

/** Users and posts of document 004. */
export function usersSeed(options: {
  readonly seed: number;
  readonly users: number;
  readonly posts: number;
}): DomainSeed {
  const { seed, users, posts } = options;
  const statements = files.map((name) => readFileSync(new URL(name, import.meta.url), 'utf8'));
  const version = createHash('sha256').update(statements.join('\n')).digest('hex').slice(0, 16);
  const [sentencesSql = '', usersSql = '', postsSql = ''] = statements;
  return {
    domain: 'users',
    recipe: { seed, users, posts, version },
    rows: { users, posts },
    async fill(client: Client): Promise<void> {
      await client.query('CREATE TEMPORARY TABLE sentence (id integer, body text) ON COMMIT DROP');
      await client.query(sentencesSql, [seed]);
      await client.query('ANALYZE sentence');
      await client.query(usersSql, [seed, users]);
      await client.query(postsSql, [seed, users, posts]);
    },
    async reset(client: Client): Promise<void> {
      await client.query('TRUNCATE users.idempotency');
      await client.query('DELETE FROM users.posts WHERE id > $1', [posts]);
      await client.query('DELETE FROM users.users WHERE id > $1', [users]);
      await client.query(`SELECT setval(pg_get_serial_sequence('users.posts', 'id'), $1)`, [posts]);
      await client.query(`SELECT setval(pg_get_serial_sequence('users.users', 'id'), $1)`, [users]);
    },
  };
}
