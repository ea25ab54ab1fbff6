import type { FastifyInstance, FastifyReply } from 'fastify';
import type { CacheRead, Life } from '../cache/cache.ts';
import type { WarmUpEntry } from '../cache/warm-up.ts';
import type { CachedRoute } from '../domain.ts';
import type { Clock } from '../ports.ts';
import { Audience } from './audience.ts';
import type { Guard } from './authentication.ts';
import { CachedBody } from './cached-body.ts';
import { type CachedEndpoint, chooseEncoding, representBody } from './cached-endpoint.ts';
import { type Caller, presentCaller } from './caller.ts';
import { type Answer, composeAnswer } from './compose-answer.ts';
import type { Compressor } from './compressor.ts';
import type { Front } from './front.ts';
import { isNotFound } from './http-error.ts';
import type { PhaseTimes } from './timing.ts';

export interface CachedGetParts {
  readonly endpoint: CachedEndpoint;
  /** The same in no variant's name: what the front may answer from. */
  readonly own: CachedEndpoint;
  readonly front: Front;
  readonly compressor: Compressor;
  readonly clock: Clock;
  readonly guard: Guard;
}

/** Registers a cached read for GET and HEAD. What L1 holds the front answers; this is the way of all the rest. */
export function registerCachedGet<Input>(app: FastifyInstance, route: CachedRoute<Input>, parts: CachedGetParts): void {
  const { endpoint, own, front, guard } = parts;
  const audience = new Audience();
  app.route({
    method: ['GET', 'HEAD'],
    url: route.url,
    exposeHeadRoute: false,
    ...(route.role === undefined ? {} : { onRequest: guard(route.role) }),
    handler: async (request, reply) => {
      const { timing, headers, variant } = request;
      const input = route.input(request);
      const key = route.key(input);
      const { value: body, tier } = await audience.wait(key, request.caller, (all) =>
        readThrough(route, { input, key, all }, parts, timing),
      );
      if (tier === 'miss') endpoint[request.method === 'HEAD' ? 'head' : 'get'].cacheMisses++;
      // The front asks nobody for a token, and knows no variants.
      if (route.role === undefined && variant === undefined) front.remember(request.url, own, key);
      const compressor = variant?.compressor ?? parts.compressor;
      const isVarying = compressor.covers(route.url);
      const encoding = chooseEncoding({ isVarying }, body, headers['accept-encoding'], compressor);
      const representation = await representBody({ ...parts, compressor, key, body, encoding, timing });
      const answer = composeAnswer({
        isHead: request.method === 'HEAD',
        ifNoneMatch: headers['if-none-match'],
        body,
        representation,
        hasTag: variant?.switches.etag !== 'off',
        cacheControl: endpoint.cacheControl,
        isVarying,
        tier,
        serverTiming: timing.toHeader(),
      });
      if (variant === undefined) endpoint.answers.record(tier, parts.clock.monotonicMs() - timing.startedAt);
      return send(reply, answer);
    },
  });
}

/** Reads the cache or loads. A caller who waits for another's load spends that time in `queue`, not in `cache`. */
async function readThrough<Input>(
  route: CachedRoute<Input>,
  { input, key, all }: { readonly input: Input; readonly key: string; readonly all: Caller },
  { endpoint, clock }: CachedGetParts,
  timing: PhaseTimes,
): Promise<CacheRead<CachedBody>> {
  const startedAt = clock.monotonicMs();
  let ownLoadMs: number | undefined;
  const load = async () => {
    const loadedFrom = clock.monotonicMs();
    let serialisedFrom = loadedFrom;
    const body = await bodyOf(async () => {
      const value = await presentCaller.run(all, () => route.load(input, timing));
      serialisedFrom = clock.monotonicMs();
      return value;
    });
    const loadedAt = clock.monotonicMs();
    timing.add('serialise', loadedAt - serialisedFrom);
    ownLoadMs = loadedAt - loadedFrom;
    return body;
  };
  const read = await endpoint.cache.fetch(key, load, lifeOf(route, input));
  const tookMs = clock.monotonicMs() - startedAt;
  const isOthersLoad = read.tier === 'miss' && ownLoadMs === undefined;
  timing.add(isOthersLoad ? 'queue' : 'cache', tookMs - (ownLoadMs ?? 0));
  return read;
}

/** The route's hot answers, as they are kept when somebody asks for them. */
export function hotEntries<Input>(route: CachedRoute<Input>): readonly WarmUpEntry<CachedBody>[] {
  const nobodysTiming = { add() {} };
  return (route.hot ?? []).map((input) => ({
    key: route.key(input),
    load: () => bodyOf(() => route.load(input, nobodysTiming)),
    life: lifeOf(route, input),
  }));
}

/** What a load gives, or that there is nothing, finished. Whatever else it throws is passed on. */
async function bodyOf(load: () => Promise<unknown>): Promise<CachedBody> {
  try {
    return CachedBody.ofJson(await load());
  } catch (error) {
    if (isNotFound(error)) return CachedBody.ofNothing(error);
    throw error;
  }
}

function lifeOf<Input>({ ttlSeconds, tags }: CachedRoute<Input>, input: Input): Life {
  return tags === undefined ? { ttlSeconds } : { ttlSeconds, tags: tags(input) };
}

function send(reply: FastifyReply, answer: Answer): FastifyReply {
  reply.code(answer.statusCode);
  for (let index = 0; index < answer.headers.length; index += 2) {
    const name = answer.headers[index];
    if (name !== undefined) reply.header(name, answer.headers[index + 1]);
  }
  return answer.payload === null ? reply.send() : reply.send(answer.payload);
}
