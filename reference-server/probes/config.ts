import process from 'node:process';

/** What the gate hands to a probe. */
export const config = {
  databaseUrl: process.env.DATABASE_URL,
  redisUrl: process.env.REDIS_URL,
  /** For servers that a probe starts: they have the services that the probe has. */
  environment: process.env,
};
