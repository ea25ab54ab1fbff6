import type { FastifyInstance } from 'fastify';
import { type Fields, isFields } from '../http/fields.ts';
import { HttpError } from '../http/http-error.ts';
import { labGuard } from './lab-guard.ts';
import { type LineFault, NET_ROUND_TRIP_MS, type Network, type NetworkState } from './network.ts';

const MAX_SLOW_MS = 60_000;
const LINE_WORDS = ['up', 'down', 'reset'] as const;
const REDIS_WORDS = [...LINE_WORDS, 'readonly', 'oom'] as const;

/**
 * PUT /lab/network: how far and how well PostgreSQL and Redis are reached from now on; what the body leaves out is as it would be
 * without the lab. GET tells it. Both answer with round trips measured through the proxy. `network` is `null` where LAB_PROXY is off.
 */
export function registerNetworkRoute(app: FastifyInstance, key: string, network: Network | null): void {
  const onRequest = labGuard(key);
  app.get('/lab/network', { onRequest, handler: () => proxied(network).report() });
  app.put('/lab/network', {
    onRequest,
    handler: async (request) => {
      const there = proxied(network);
      const state = parseNetwork(request.body);
      refuseMissing(there, state);
      return there.put(state).catch((cause: unknown) => {
        throw new HttpError({ statusCode: 503, code: 'NETWORK_LOST', message: 'the network could not be set', cause });
      });
    },
  });
}

function proxied(network: Network | null): Network {
  if (network !== null) return network;
  throw new HttpError({
    statusCode: 409,
    code: 'LAB_PROXY_OFF',
    message: 'there is no proxy in front of the services: start the server with LAB_PROXY=on',
  });
}

function refuseMissing({ redisKind }: Network, { redis }: NetworkState): void {
  const isOfItself = redis === 'readonly' || redis === 'oom';
  if (redis === 'up' || redisKind === 'ours' || (redisKind === 'foreign' && !isOfItself)) return;
  const message =
    redisKind === 'none'
      ? 'this server has no Redis'
      : 'only a Redis that this server started is brought into trouble: leave REDIS_URL out';
  throw new HttpError({ statusCode: 409, code: 'NETWORK_REDIS_FOREIGN', message });
}

function parseNetwork(body: unknown): NetworkState {
  if (!isFields(body)) throw invalid('the body is a JSON object');
  const { net = '0', redis = 'up', pg = 'up', ...unknown } = body;
  const [stranger] = Object.keys(unknown);
  if (stranger !== undefined) throw invalid(`there is no ${JSON.stringify(stranger)}`);
  if (typeof net !== 'string' || !isNet(net))
    throw invalid(`net is one of ${Object.keys(NET_ROUND_TRIP_MS).join(', ')}`);
  return { net, redis: oneOf('redis', redis, REDIS_WORDS), pg: oneOf('pg', pg, LINE_WORDS) };
}

function isNet(net: string): net is NetworkState['net'] {
  return Object.hasOwn(NET_ROUND_TRIP_MS, net);
}

function oneOf<const Word extends string>(
  name: string,
  given: unknown,
  words: readonly Word[],
): Word | Extract<LineFault, object> {
  const word = words.find((one) => one === given);
  if (word !== undefined) return word;
  if (isFields(given) && isSlow(given)) return { slowMs: given.slowMs };
  throw invalid(`${name} is one of ${words.join(', ')}, or {"slowMs": 1 to ${MAX_SLOW_MS}}`);
}

function isSlow(given: Fields): given is { readonly slowMs: number } {
  const { slowMs, ...rest } = given;
  return typeof slowMs === 'number' && slowMs >= 1 && slowMs <= MAX_SLOW_MS && Object.keys(rest).length === 0;
}

function invalid(message: string): HttpError {
  return new HttpError({ statusCode: 400, code: 'NETWORK_INVALID', message });
}
