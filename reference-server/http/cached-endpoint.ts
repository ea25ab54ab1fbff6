import type { Cache } from '../cache/cache.ts';
import type { AnswerTimes } from '../monitor/answer-times.ts';
import type { RouteMetrics } from '../monitor/route-metrics.ts';
import type { Clock, SqlPool } from '../ports.ts';
import type { Encoding } from './accept-encoding.ts';
import type { CachedBody, Representation } from './cached-body.ts';
import type { Compressor } from './compressor.ts';
import type { Timing } from './timing.ts';

/** A cached route as those who answer for it need it. */
export interface CachedEndpoint {
  readonly cache: Cache<CachedBody>;
  readonly pool: SqlPool;
  readonly cacheControl: string;
  /** Its answers depend on Accept-Encoding. */
  readonly isVarying: boolean;
  readonly get: RouteMetrics;
  readonly head: RouteMetrics;
  /** Those of its domain. */
  readonly answers: AnswerTimes;
}

/** The encoding that a client gets of a body. */
export function chooseEncoding(
  { isVarying }: Pick<CachedEndpoint, 'isVarying'>,
  body: CachedBody,
  acceptEncoding: string | undefined,
  compressor: Compressor,
): Encoding | null {
  return isVarying ? compressor.choose(acceptEncoding, body.identity.bytes.length) : null;
}

/** A cached body in an encoding: as it was made before, or made now, after which the cache weighs it anew. */
export async function representBody(work: {
  readonly endpoint: CachedEndpoint;
  readonly key: string;
  readonly body: CachedBody;
  readonly encoding: Encoding | null;
  readonly compressor: Compressor;
  readonly clock: Clock;
  readonly timing: Timing;
}): Promise<Representation> {
  const { body, encoding, clock } = work;
  if (encoding === null) return body.identity;
  const { isKept } = work.compressor;
  const held = body.in(encoding);
  if (held !== undefined) return held;
  const startedAt = clock.monotonicMs();
  const made = await (isKept ? body.encode(encoding, work.compressor) : body.encodeOnce(encoding, work.compressor));
  if (isKept) work.endpoint.cache.reweigh(work.key);
  work.timing.add('compress', clock.monotonicMs() - startedAt);
  return made;
}
