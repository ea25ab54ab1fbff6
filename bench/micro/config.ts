/** What the micro suites read of the environment. */
export interface MicroConfig {
  /** REDIS_URL: a Redis that runs already. */
  readonly redisUrl: string | undefined;
}

export function readConfig(): MicroConfig {
  return { redisUrl: process.env.REDIS_URL };
}
