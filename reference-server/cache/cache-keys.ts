import { createHash } from 'node:crypto';

/** Characters of a hash in a key: 96 bits, too many for two keys to meet by chance. */
const HASH_CHARACTERS = 16;

/** What stands in a key for what must not: addresses of people, tokens, SQL values. The same for equal values, whatever their order of fields. */
export function hashOf(value: unknown): string {
  return createHash('sha256').update(canonicalText(value)).digest('base64url').slice(0, HASH_CHARACTERS);
}

/** JSON with the fields of objects in order; `undefined` is `null` in a list, and no field of an object. */
export function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if (value instanceof Date) return JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  fields.sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonicalText(field)}`).join(',')}}`;
}

/** Keys of one cache, by what they hold (document 004). What a client sends is hashed: keys hold neither people nor secrets. */
export const CacheKeys = {
  user: (id: string | number) => `user:${id}`,
  allUsers: () => 'users:all',
  apiResponse: (path: string, query = '') => `api_cache:${path}:${hashOf(sortedQuery(query))}`,
  queryResult: (sql: string, params: readonly unknown[] = []) => `query:${hashOf([sql, params])}`,
  rateLimit: (ip: string) => `rate:${hashOf(ip)}`,
} as const;

/** Patterns that a pattern takes along: lists of users hold each of them. */
export const RELATED_PATTERNS = { 'user:*': ['users:*'] } as const;

/** `limit=20&sort=desc` and `sort=desc&limit=20` ask for the same. */
function sortedQuery(query: string): string {
  const parameters = new URLSearchParams(query);
  parameters.sort();
  return parameters.toString();
}
