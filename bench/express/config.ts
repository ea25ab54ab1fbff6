/** Both servers sign their cursors with it, so that their pages can be compared. */
const CURSOR_SECRET = 'bench/express';

/** What both servers are set up with alike. */
export const limits = Object.freeze({
  poolMax: 20,
  l1Entries: 5_000,
  ttlSeconds: 300,
  compressFromBytes: 1_024,
});

/** What the bench takes from its environment, and what it gives the servers. */
export const config = Object.freeze({
  databaseUrl: process.env.DATABASE_URL,
  redisUrl: process.env.REDIS_URL,
  cursorSecret: CURSOR_SECRET,
  peerEnvironment: { ...process.env, NODE_ENV: 'production' },
  serverEnvironment: (databaseUrl: string, redisUrl: string): NodeJS.ProcessEnv => ({
    ...process.env,
    NODE_ENV: 'production',
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    CURSOR_SECRET,
    PORT: '0',
    LOG_LEVEL: 'warn',
    PROFILE: 'users',
    DB_POOL_MAX: String(limits.poolMax),
    L1_MAX_ENTRIES: String(limits.l1Entries),
    CACHE_DEFAULT_TTL: String(limits.ttlSeconds),
  }),
});
