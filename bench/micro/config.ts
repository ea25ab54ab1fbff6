/** What the micro suites read of the environment. */
export interface MicroConfig {
  /** REDIS_URL: a Redis that runs already. */
  readonly redisUrl: string | undefined;
  /** LOADLINE_TURNS: the suite is compared with another, and they take turns. */
  readonly isTakingTurns: boolean;
}

export function readConfig(): MicroConfig {
  return { redisUrl: process.env.REDIS_URL, isTakingTurns: process.env.LOADLINE_TURNS === '1' };
}
