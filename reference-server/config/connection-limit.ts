import type { Overlay } from './overlay.ts';

/**
 * The size of the pools as document 002 has it set: `DATABASE_CONNECTION_LIMIT`, else the parameter `connection_limit` of
 * `DATABASE_URL`. DB_POOL_MAX of document 000, which is laid over it, says the same of the same pools.
 */
export function connectionLimitOverlay(variables: Readonly<Record<string, string | undefined>>): Overlay {
  const { DATABASE_CONNECTION_LIMIT: limit, DATABASE_URL: url = '' } = variables;
  if (limit) return { 'pool.max': { value: limit, source: 'variable DATABASE_CONNECTION_LIMIT' } };
  const ofUrl = URL.parse(url)?.searchParams.get('connection_limit');
  return ofUrl ? { 'pool.max': { value: ofUrl, source: 'variable DATABASE_URL', note: 'connection_limit' } } : {};
}
