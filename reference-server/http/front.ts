import type { IncomingMessage, ServerResponse } from 'node:http';
import { LRUCache } from 'lru-cache';
import type { FaultSwitch } from '../lab/fault-switch.ts';
import { VARIANT_HEADER } from '../lab/variant-hook.ts';
import type { RequestLog } from '../monitor/request-log.ts';
import type { Clock, Logger } from '../ports.ts';
import type { Encoding } from './accept-encoding.ts';
import type { CachedBody, Representation } from './cached-body.ts';
import { type CachedEndpoint, chooseEncoding, representBody } from './cached-endpoint.ts';
import { type Answer, composeAnswer, composeError } from './compose-answer.ts';
import type { Compressor } from './compressor.ts';
import { logFailure } from './log-failure.ts';
import { PhaseTimes, type PhaseTotals, phaseText } from './timing.ts';
import { toHttpError } from './to-http-error.ts';

/** What a URL means. */
interface Address {
  readonly endpoint: CachedEndpoint;
  readonly key: string;
}

/** A request that L1 can answer. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly startedAt: number;
  readonly address: Address;
  readonly body: CachedBody;
}

export interface FrontOptions {
  readonly maxAddresses: number;
  readonly clock: Clock;
  readonly compressor: Compressor;
  readonly faults: FaultSwitch;
  readonly requests: RequestLog;
  readonly phases: PhaseTotals;
  readonly log: Logger;
}

/** Longer URLs take the long way, so that the addresses stay small whatever clients send. */
const LONGEST_URL = 512;

/**
 * Stands before the router and answers what L1 holds, finished, without it: routing, hooks and parsing cost more than the
 * answer. It knows which key a URL means because a handler worked it out and told it before; a cached route's answer
 * depends on the URL alone, so the next caller of that URL is answered alike. Everything else goes to the router.
 */
export class Front {
  readonly #addresses: LRUCache<string, Address>;
  readonly #options: FrontOptions;
  #isClosed = false;

  constructor(options: FrontOptions) {
    this.#options = options;
    this.#addresses = new LRUCache({ max: options.maxAddresses });
  }

  /** From now on a URL means this key. */
  remember(url: string, endpoint: CachedEndpoint, key: string): void {
    if (url.length <= LONGEST_URL) this.#addresses.set(url, { endpoint, key });
  }

  /** From now on everything goes to the router, which tells clients of a closing server to leave. */
  close(): void {
    this.#isClosed = true;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Answers, now or soon, and returns true; or leaves the request untouched and returns false. */
  answer(request: IncomingMessage, response: ServerResponse): boolean {
    const { clock, compressor, faults, phases } = this.#options;
    const { method, url } = request;
    if ((method !== 'GET' && method !== 'HEAD') || url === undefined || this.#isClosed) return false;
    if (request.headers[VARIANT_HEADER] !== undefined) return false;
    const startedAt = clock.monotonicMs();
    const address = this.#addresses.get(url);
    // The router says so.
    if (address?.endpoint.isVarying && compressor.refuses(request.headers['accept-encoding'])) return false;
    const body = address?.endpoint.cache.peek(address.key);
    if (address === undefined || body === undefined) return false;
    const encoding = chooseEncoding(address.endpoint, body, request.headers['accept-encoding'], compressor);
    const representation = body.in(encoding);
    const exchange: Exchange = { request, response, startedAt, address, body };
    const cacheMs = clock.monotonicMs() - startedAt;
    if (representation === undefined || faults.isOn) void this.#answerLater(exchange, encoding, cacheMs);
    else {
      phases.cache += cacheMs;
      this.#send(exchange, representation, phaseText('cache', cacheMs));
    }
    return true;
  }

  async #answerLater(exchange: Exchange, encoding: Encoding | null, cacheMs: number): Promise<void> {
    const { clock, compressor, faults, phases, log } = this.#options;
    const { address, body, startedAt } = exchange;
    const timing = new PhaseTimes(startedAt, phases);
    timing.add('cache', cacheMs);
    try {
      if (faults.isOn) await faults.inflict(address.endpoint.pool);
      const representation = await representBody({ ...address, body, encoding, compressor, clock, timing });
      this.#send(exchange, representation, timing.toHeader());
    } catch (error) {
      const failure = toHttpError(error);
      logFailure(log, error, failure, address.endpoint.get.route);
      this.#write(exchange, composeError(failure));
    }
  }

  #send(exchange: Exchange, representation: Representation, serverTiming: string): void {
    const { request, address, body } = exchange;
    const answer = composeAnswer({
      isHead: request.method === 'HEAD',
      ifNoneMatch: request.headers['if-none-match'],
      body,
      representation,
      hasTag: true,
      cacheControl: address.endpoint.cacheControl,
      isVarying: address.endpoint.isVarying,
      tier: 'l1',
      serverTiming,
    });
    address.endpoint.answers.record('l1', this.#write(exchange, answer));
  }

  /** Returns how long the answer took, in ms. */
  #write({ request, response, address, startedAt }: Exchange, answer: Answer): number {
    if (this.#isClosed) answer.headers.push('connection', 'close');
    response.writeHead(answer.statusCode, answer.headers);
    if (answer.payload === null) response.end();
    else response.end(answer.payload);
    const metrics = request.method === 'HEAD' ? address.endpoint.head : address.endpoint.get;
    const durationMs = this.#options.clock.monotonicMs() - startedAt;
    this.#options.requests.record(metrics, {
      statusCode: answer.statusCode,
      bodyBytes: answer.payload === null ? 0 : answer.payload.length,
      durationMs,
    });
    return durationMs;
  }
}
