import { type RedisProcess, startRedisProcess } from './redis-process.ts';
import { startTestDatabase, type TestDatabase } from './test-database.ts';

/** A database and a Redis for one test file. */
export interface TestServices {
  readonly database: TestDatabase;
  readonly redis: RedisProcess;
  stop(): Promise<void>;
}

/** Both, or neither: where one cannot be had the other is stopped again. */
export async function startTestServices(
  startDatabase: () => Promise<TestDatabase> = startTestDatabase,
): Promise<TestServices> {
  const started = await Promise.allSettled([startDatabase(), startRedisProcess()]);
  const [database, redis] = started;
  if (database.status === 'fulfilled' && redis.status === 'fulfilled') {
    const both = { database: database.value, redis: redis.value };
    return {
      ...both,
      stop: async () => void (await Promise.all([both.database.stop(), both.redis.stop()])),
    };
  }
  await Promise.all(started.map((one) => (one.status === 'fulfilled' ? one.value.stop() : undefined)));
  const [failed] = started.filter((one) => one.status === 'rejected');
  throw failed?.reason;
}
