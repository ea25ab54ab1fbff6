import { Redis } from 'ioredis';
import type { Answer } from './ask.ts';

/** As a client of the server waits. */
const PATIENCE_MS = 500;
const TTL_SECONDS = 60;
/** About what a statement takes. */
const LOAD_MS = 1;

/** A cache-aside as it is written by hand, on ioredis as it comes: look, load, set. What fails, fails. */
export class CacheByHand {
  readonly #redis: Redis;

  constructor(url: string) {
    this.#redis = new Redis(url);
    this.#redis.on('error', () => {});
  }

  /** Never rejects; status 500 where an error would have reached the client, 0 where it left. */
  async answer(key: string): Promise<Answer> {
    const began = performance.now();
    let leaving: NodeJS.Timeout | undefined;
    const left = new Promise<Answer>((resolve) => {
      leaving = setTimeout(
        () => resolve({ status: 0, tookMs: PATIENCE_MS, tier: '', cacheMs: PATIENCE_MS }),
        PATIENCE_MS,
      );
    });
    const answer = this.#look(key).then(
      (tier): Answer => ({ status: 200, tookMs: performance.now() - began, tier, cacheMs: performance.now() - began }),
      (): Answer => ({ status: 500, tookMs: performance.now() - began, tier: '', cacheMs: 0 }),
    );
    return Promise.race([answer, left]).finally(() => clearTimeout(leaving));
  }

  close(): void {
    this.#redis.disconnect();
  }

  async #look(key: string): Promise<'l2' | 'miss'> {
    if ((await this.#redis.get(key)) !== null) return 'l2';
    await new Promise((resolve) => setTimeout(resolve, LOAD_MS));
    await this.#redis.set(key, 'value', 'EX', TTL_SECONDS);
    return 'miss';
  }
}
