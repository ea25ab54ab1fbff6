/** What these benchmarks take from their environment. */
export const config = Object.freeze({ redisUrl: process.env.REDIS_URL });
