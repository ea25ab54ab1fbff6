import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { startRedisProcess } from '../testing/redis-process.ts';
import { RedisMoods } from './redis-mood.ts';

test('a Redis that is read-only or out of memory refuses what one does, and is afterwards as it was', async () => {
  const redis = await startRedisProcess();
  onTestFinished(() => redis.stop());
  const client = new Redis(redis.url, { reconnectOnError: null });
  onTestFinished(() => client.disconnect());
  await client.config('SET', 'maxmemory', '64mb', 'maxmemory-policy', 'allkeys-lru');
  await client.set('held', 'from before');
  const moods = new RedisMoods(redis.url);
  const refusalOf = (command: Promise<unknown>) =>
    command.then(
      () => null,
      (error: Error) => error.message.split(' ')[0],
    );
  const seen = async () => [
    await refusalOf(client.set('new', 'x')),
    await refusalOf(client.unlink('none')),
    await client.get('held'),
  ];
  expect(await seen()).toEqual([null, null, 'from before']);
  await moods.set('readonly');
  expect(await seen()).toEqual(['READONLY', 'READONLY', 'from before']);
  await moods.set('oom');
  expect(await seen()).toEqual(['OOM', null, 'from before']);
  await moods.set('well');
  expect(await seen()).toEqual([null, null, 'from before']);
  expect(await client.config('GET', 'maxmemory*')).toEqual(
    expect.arrayContaining(['maxmemory', '67108864', 'maxmemory-policy', 'allkeys-lru']),
  );
});
