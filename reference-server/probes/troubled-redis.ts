import { NetworkProxy } from '../lab/network-proxy.ts';
import { RedisMoods } from '../lab/redis-mood.ts';
import { startServices } from '../services.ts';
import { databaseUrl, unmeasured } from './probe.ts';

/** What Redis can suffer; each is another way to fail for a client. */
export const TROUBLES = ['down', 'reset', 'readonly', 'oom', 'slow'] as const;
export type Trouble = (typeof TROUBLES)[number];

/** Longer than any read waits. */
const SLOW_MS = 300;

/** A Redis of our own, behind a line: whatever is done to it, nobody else's is. */
export interface TroubledRedis {
  /** Through the line. */
  readonly url: string;
  /** In force when it resolves. */
  suffer(trouble: Trouble): Promise<void>;
  recover(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts it; ends the probe where this machine has none. */
export async function startTroubledRedis(): Promise<TroubledRedis> {
  // PostgreSQL runs already; Redis is started, whatever the probe was given.
  const services = await startServices({ postgres: databaseUrl(), redis: null });
  const redis = services.redis ?? unmeasured('no Redis on this machine that could be brought into trouble');
  const { hostname, port, href } = new URL(redis.url);
  const proxy = await NetworkProxy.start({ redis: { host: hostname, port: Number(port) } });
  const moods = new RedisMoods(redis.url);
  const url = new URL(href);
  url.port = String(proxy.portOf('redis'));
  const line = (kind: 'up' | 'down' | 'reset', roundTripMs: number) => proxy.set('redis', { kind, roundTripMs });
  return {
    url: url.href,
    async suffer(trouble) {
      if (trouble === 'down' || trouble === 'reset') await line(trouble, 0);
      else if (trouble === 'slow') await line('up', SLOW_MS);
      else await moods.set(trouble);
    },
    async recover() {
      await moods.set('well');
      await line('up', 0);
    },
    async stop() {
      await proxy.stop();
      await services.stop();
    },
  };
}
