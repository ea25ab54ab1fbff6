import { Redis } from 'ioredis';

/** `readonly`: a replica that has lost its primary; `oom`: no memory left, and nothing is evicted. Both refuse writes. */
export type RedisMood = 'well' | 'readonly' | 'oom';

type Memory = Readonly<Record<'maxmemory' | 'maxmemory-policy', string>>;

/** Nobody listens there. */
const NO_PRIMARY = ['127.0.0.1', '1'] as const;
const NO_MEMORY: Memory = { 'maxmemory-policy': 'noeviction', maxmemory: '1' };

/** Brings a Redis of ours into trouble by its own configuration, and out of it again. */
export class RedisMoods {
  readonly #url: string;
  #mood: RedisMood = 'well';
  /** What it was given at the start. */
  #memory: Memory | null = null;

  /** `url`: past any proxy. */
  constructor(url: string) {
    this.#url = url;
  }

  async set(mood: RedisMood): Promise<void> {
    if (mood === this.#mood) return;
    const redis = new Redis(this.#url, { lazyConnect: true, retryStrategy: () => null });
    redis.on('error', () => {});
    try {
      await redis.connect();
      this.#memory ??= await memoryOf(redis);
      if (mood === 'readonly') await redis.replicaof(...NO_PRIMARY);
      else await redis.replicaof('NO', 'ONE');
      const memory = mood === 'oom' ? NO_MEMORY : this.#memory;
      for (const [name, value] of Object.entries(memory)) await redis.config('SET', name, value);
      this.#mood = mood;
    } finally {
      redis.disconnect();
    }
  }
}

async function memoryOf(redis: Redis): Promise<Memory> {
  const setting = async (name: keyof Memory) => {
    // Answered as name, value.
    const [, value = ''] = (await redis.config('GET', name)) as string[];
    return value;
  };
  // In the order in which they are set again: a policy that evicts, while there is no memory, would evict all there is.
  return { maxmemory: await setting('maxmemory'), 'maxmemory-policy': await setting('maxmemory-policy') };
}
