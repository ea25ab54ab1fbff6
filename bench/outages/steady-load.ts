import { setTimeout as sleep } from 'node:timers/promises';
import { seededRng } from '../../reference-server/seeded-rng.ts';

/** One request that was answered, or was not (`status` 0). */
export interface Served {
  readonly what: string;
  /** By `performance.now()`. */
  readonly askedAt: number;
  readonly tookMs: number;
  readonly status: number;
  /** `x-cache`, or nothing. */
  readonly tier: string;
  /** How long the server says that it waited for the cache. */
  readonly cacheMs: number;
  /** Code of an error, or nothing. */
  readonly code: string;
}

export interface SteadyLoadOptions {
  readonly url: string;
  readonly token: string;
  readonly perSecond: number;
}

const KEYS = 60;

/**
 * Requests at a steady rate whatever becomes of them: reads of four domains out of few keys, so that a small L1 leaves most of them
 * to L2, and now and then a write, which deletes in the cache.
 */
export class SteadyLoad {
  readonly served: Served[] = [];
  readonly #options: SteadyLoadOptions;
  readonly #rng = seededRng(1);
  readonly #underWay = new Set<Promise<void>>();
  readonly #loop: Promise<void>;
  #isOver = false;

  constructor(options: SteadyLoadOptions) {
    this.#options = options;
    this.#loop = this.#run();
  }

  /** Those asked between two moments. */
  between(from: number, to: number): readonly Served[] {
    return this.served.filter(({ askedAt }) => askedAt >= from && askedAt < to);
  }

  /** Resolves when the last one is answered. */
  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#loop;
    await Promise.all(this.#underWay);
  }

  async #run(): Promise<void> {
    const beganAt = performance.now();
    for (let count = 1; !this.#isOver; count += 1) {
      const request = this.#send(this.#choose());
      this.#underWay.add(request);
      request.finally(() => this.#underWay.delete(request));
      const dueAt = beganAt + (count * 1000) / this.#options.perSecond;
      await sleep(Math.max(0, dueAt - performance.now()));
    }
  }

  async #send({ method = 'GET', path, body }: Wanted): Promise<void> {
    const { url, token } = this.#options;
    const headers = { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) };
    const askedAt = performance.now();
    const sent = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) };
    const response = await fetch(url + path, sent).catch(() => null);
    const text = (await response?.text().catch(() => null)) ?? null;
    this.served.push({
      what: `${method} ${path}`,
      askedAt,
      tookMs: performance.now() - askedAt,
      status: text === null ? 0 : (response?.status ?? 0),
      tier: response?.headers.get('x-cache') ?? '',
      cacheMs: Number(/\bcache;dur=([\d.]+)/.exec(response?.headers.get('server-timing') ?? '')?.[1] ?? 0),
      code: /"error":{"code":"(\w+)"/.exec(text ?? '')?.[1] ?? '',
    });
  }

  #choose(): Wanted {
    const id = 1 + Math.floor(this.#rng.next() * KEYS);
    const dice = this.#rng.next();
    if (dice < 0.25) return { path: `/api/users/${id}` };
    if (dice < 0.35) return { path: `/api/users/${id}/posts` };
    if (dice < 0.55) return { path: `/api/posts/${id}` };
    if (dice < 0.75) return { path: `/api/v1/tasks/${id}` };
    if (dice < 0.85) return { path: `/api/opal/mappings/${id}` };
    if (dice < 0.95) return { path: `/api/v1/performance/audit/events?limit=${id}` };
    if (dice < 0.97) return { method: 'PATCH', path: `/api/v1/tasks/${id}`, body: { priority: 1 } };
    return { method: 'POST', path: '/api/posts', body: { posts: [{ userId: id, title: 'a title', body: 'a body' }] } };
  }
}

interface Wanted {
  readonly method?: string;
  readonly path: string;
  readonly body?: object;
}
