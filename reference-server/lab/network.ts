import type { Logger } from '../ports.ts';
import { ServerError } from '../server-error.ts';
import type { Services } from '../services.ts';
import { NetworkProxy } from './network-proxy.ts';
import type { LineState, LineTarget } from './proxied-line.ts';
import { type RedisMood, RedisMoods } from './redis-mood.ts';
import { postgresRoundTripMs, redisRoundTripMs } from './round-trips.ts';

/** Round trips between a server and its services: on one machine, in one zone, in one region. */
export const NET_ROUND_TRIP_MS = { '0': 0, zone: 2, region: 15 } as const;

/** How one service is reached: `slowMs` more for each round trip; `down` refuses, `reset` accepts and breaks connections. */
export type LineFault = 'up' | 'down' | 'reset' | { readonly slowMs: number };

/** The network as PUT /lab/network sets it. */
export interface NetworkState {
  readonly net: keyof typeof NET_ROUND_TRIP_MS;
  readonly redis: LineFault | 'readonly' | 'oom';
  readonly pg: LineFault;
}

/** What is in force, and the median round trips through the proxy that it makes, in ms; `null`: no answer. */
export interface NetworkReport extends NetworkState {
  readonly achievedMs: { readonly redis: number | null; readonly pg: number | null };
}

/** The network between a server and its services, for those who make it worse while the server runs. */
export interface Network {
  readonly state: NetworkState;
  /** Whether the server has a Redis, and whether its configuration is ours to change. */
  readonly redisKind: 'ours' | 'foreign' | 'none';
  /** In force when it resolves. Whoever sets or asks meanwhile waits. */
  put(state: NetworkState): Promise<NetworkReport>;
  report(): Promise<NetworkReport>;
}

/** A network with the addresses that the server is to use. */
export interface ProxiedNetwork extends Network {
  readonly postgresUrl: string;
  readonly redisUrl: string | null;
  stop(): Promise<void>;
}

const CALM: NetworkState = { net: '0', redis: 'up', pg: 'up' };
const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'redis:': 6379, 'postgres:': 5432, 'postgresql:': 5432 };

/** Puts a proxy in front of the services. Throws ServerError CONFIG_INVALID for an address that none can stand in front of. */
export async function startNetwork(
  { postgresUrl, redis }: Pick<Services, 'postgresUrl' | 'redis'>,
  log: Logger,
): Promise<ProxiedNetwork> {
  const proxy = await NetworkProxy.start({
    pg: targetOf(postgresUrl, 'DATABASE_URL'),
    ...(redis === null ? {} : { redis: targetOf(redis.url, 'REDIS_URL') }),
  });
  proxy.onLost(() => log.error({}, 'the proxy has ended: PostgreSQL and Redis cannot be reached any more'));
  return new LabNetwork(proxy, {
    postgresUrl: through(postgresUrl, proxy.portOf('pg')),
    redisUrl: redis === null ? null : through(redis.url, proxy.portOf('redis')),
    redisKind: redis === null ? 'none' : redis.isOurs ? 'ours' : 'foreign',
    moods: redis?.isOurs ? new RedisMoods(redis.url) : null,
  });
}

class LabNetwork implements ProxiedNetwork {
  readonly postgresUrl: string;
  readonly redisUrl: string | null;
  readonly redisKind: Network['redisKind'];
  readonly #proxy: NetworkProxy;
  readonly #moods: RedisMoods | null;
  #state = CALM;
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    proxy: NetworkProxy,
    parts: Pick<ProxiedNetwork, 'postgresUrl' | 'redisUrl' | 'redisKind'> & { readonly moods: RedisMoods | null },
  ) {
    this.#proxy = proxy;
    this.#moods = parts.moods;
    this.postgresUrl = parts.postgresUrl;
    this.redisUrl = parts.redisUrl;
    this.redisKind = parts.redisKind;
  }

  get state(): NetworkState {
    return this.#state;
  }

  put(state: NetworkState): Promise<NetworkReport> {
    return this.#inTurn(async () => {
      await this.#set(state);
      return this.#measured();
    });
  }

  report(): Promise<NetworkReport> {
    return this.#inTurn(() => this.#measured());
  }

  stop(): Promise<void> {
    return this.#proxy.stop();
  }

  #inTurn(work: () => Promise<NetworkReport>): Promise<NetworkReport> {
    const report = this.#last.then(work);
    this.#last = report.catch(() => {});
    return report;
  }

  async #measured(): Promise<NetworkReport> {
    const [redis, pg] = await Promise.all([
      this.redisUrl === null ? null : redisRoundTripMs(this.redisUrl),
      postgresRoundTripMs(this.postgresUrl),
    ]);
    return { ...this.#state, achievedMs: { redis, pg } };
  }

  async #set(state: NetworkState): Promise<void> {
    const { net, redis, pg } = state;
    await this.#proxy.set('pg', lineOf(net, pg));
    if (this.redisUrl !== null) {
      const mood: RedisMood = redis === 'readonly' || redis === 'oom' ? redis : 'well';
      await this.#moods?.set(mood);
      await this.#proxy.set('redis', lineOf(net, redis));
    }
    this.#state = state;
  }
}

/** In a few words: `zone`, `0, redis down, pg slow by 100 ms`. */
export function describeNetwork({ net, redis, pg }: NetworkState): string {
  const faults = Object.entries({ redis, pg }).map(([name, fault]) => {
    if (fault === 'up') return '';
    return `, ${name} ${typeof fault === 'object' ? `slow by ${fault.slowMs} ms` : fault}`;
  });
  return net + faults.join('');
}

function lineOf(net: NetworkState['net'], fault: NetworkState['redis']): LineState {
  const slowMs = typeof fault === 'object' ? fault.slowMs : 0;
  const kind = fault === 'down' || fault === 'reset' ? fault : 'up';
  return { kind, roundTripMs: NET_ROUND_TRIP_MS[net] + slowMs };
}

/** Where a service is. What encrypts or is no TCP cannot be led through a proxy on another address. */
function targetOf(address: string, variable: string): LineTarget {
  const url = URL.parse(address);
  const port = url === null ? undefined : DEFAULT_PORTS[url.protocol];
  const isPlain = url !== null && !/[?&](host|sslmode|ssl)=/.test(url.search);
  if (isPlain && url.hostname !== '' && port !== undefined) {
    return { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || port) };
  }
  throw new ServerError({
    code: 'CONFIG_INVALID',
    message: `LAB_PROXY is on, and ${variable} is nothing that a proxy can stand in front of`,
    advice: `Leave LAB_PROXY out, or give ${variable} a host and no encryption.`,
  });
}

function through(address: string, port: number): string {
  const url = new URL(address);
  url.hostname = '127.0.0.1';
  url.port = String(port);
  return url.href;
}
