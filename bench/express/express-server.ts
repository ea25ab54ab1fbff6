/**
 * The peer: the routes of the users domain as they are usually built. Express 5 with its weak tags, `compression` (brotli preferred,
 * from 1 kB on), cache-manager over memory and Redis (one load for many callers, objects kept by reference in memory),
 * a pg pool. Forked by run.ts; tells its port, then answers every message with the CPU time it has used, in seconds.
 */
import type { AddressInfo } from 'node:net';
import { createKeyv as createRedisStore } from '@keyv/redis';
import { createCache } from 'cache-manager';
import { createKeyv as createMemoryStore } from 'cacheable';
import compression from 'compression';
import express, { type Request, type Response } from 'express';
import { Pool } from 'pg';
import { limits } from './config.ts';
import { usersQueries } from './users-queries.ts';

/** What the parent sends first. */
export interface PeerSetup {
  readonly databaseUrl: string;
  readonly redisUrl: string;
}

process.once('message', (message) => {
  const { databaseUrl, redisUrl } = message as PeerSetup; // from run.ts, which forked us
  const queries = usersQueries(new Pool({ connectionString: databaseUrl, max: limits.poolMax }));
  const cache = createCache({
    ttl: limits.ttlSeconds * 1_000,
    stores: [
      createMemoryStore({ lruSize: limits.l1Entries, useClone: false }),
      createRedisStore(redisUrl, { namespace: 'express' }),
    ],
  });

  const app = express();
  app.disable('x-powered-by');
  app.use(compression({ threshold: limits.compressFromBytes }));
  const cached =
    (key: (request: Request) => string, load: (id: number) => Promise<object | null>) =>
    async (request: Request, response: Response) => {
      const body = await cache.wrap(key(request), () => load(Number(request.params.id)));
      response.set('cache-control', 'public, no-cache');
      if (body === null) response.status(404).json({ error: { code: 'NOT_FOUND' } });
      else response.json(body);
    };
  app.get(
    '/api/users',
    cached(() => 'users', queries.users),
  );
  app.get(
    '/api/users/:id',
    cached((request) => `user:${request.params.id}`, queries.user),
  );
  app.get(
    '/api/users/:id/posts',
    cached((request) => `user:${request.params.id}:posts`, queries.postsOf),
  );
  app.get(
    '/api/posts/:id',
    cached((request) => `post:${request.params.id}`, queries.post),
  );

  const server = app.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.((user + system) / 1e6);
  });
});
process.once('disconnect', () => process.exit());
