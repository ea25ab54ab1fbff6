import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask } from './testing/ask.ts';
import { type FiveDomains, startFiveDomains } from './testing/five-domains.ts';

let server: FiveDomains;
let redis: Redis;

beforeAll(async () => {
  server = await startFiveDomains({ CACHE_JITTER: '0', CACHE_GRACE: '0' });
  redis = new Redis(server.redis.url);
}, 120_000);
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

const PAGE = '/api/v1/performance/audit/events';

/** What L2 holds of audit events, and for how many seconds. */
async function keptFor(prefix: string): Promise<Readonly<Record<string, number>>> {
  const keys = (await redis.keys(`${prefix}:audit*:audit_events*`)).filter((key) => !key.includes('#tag'));
  const seconds = await Promise.all(keys.map((key) => redis.ttl(key)));
  return Object.fromEntries(
    keys.map((key, place) => [key.startsWith(`${prefix}:audit.queries`) ? 'count' : 'page', seconds[place] ?? 0]),
  );
}

test.each([
  [{ NODE_ENV: 'development' }, 60],
  [{ NODE_ENV: 'staging' }, 300],
  [{ NODE_ENV: 'production' }, 600],
  [{ NODE_ENV: 'production', CACHE_DEFAULT_TTL: '1200' }, 1_200],
  [{ NODE_ENV: 'production', PROFILE: 'audit' }, 600],
])(
  '%j keeps pages of audit events for %i s, as document 003 has it, and their number for 300',
  async (variables, ttl) => {
    const prefix = `ttl${Object.values(variables).join('-')}`;
    const { url, bearer } = await server.startAnother({ ...variables, CACHE_KEY_PREFIX: prefix });
    // What is loaded while the bus connects is kept by nobody: another page is asked for until one is.
    let limit = 0;
    const keep = async () => {
      limit += 1;
      const path = `${url}${PAGE}?count=exact&limit=${limit}`;
      expect((await ask(path, { headers: { authorization: bearer('viewer') } })).status).toBe(200);
      return Object.keys(await keptFor(prefix)).sort();
    };
    await expect.poll(keep, { timeout: 20_000 }).toEqual(['count', 'page']);
    const { page = 0, count = 0 } = await keptFor(prefix);
    // It was written a moment ago.
    expect([Math.round(page / 60) * 60, Math.round(count / 60) * 60]).toEqual([ttl, 300]);
  },
  30_000,
);
