import { Agent, request } from 'node:http';
import type { Random } from '../../gate/core/stats/random.ts';

/** One client, who asks at random times whatever became of what it asked before. */
export interface OpenClient {
  readonly token: string;
  readonly perSecond: number;
}

export interface OpenLoop {
  readonly url: string;
  /** The path of a request by a number that grows. */
  readonly path: (number: number) => string;
  readonly seconds: number;
  /** After so long a client leaves: whatever comes later is of no use to it. */
  readonly patienceMs: number;
  readonly random: Random;
}

/** What became of the requests of one client. They add up to `sent`. */
export interface ClientResult {
  sent: number;
  /** Answered 200 within its patience. */
  good: number;
  /** Answered 503. */
  refused: number;
  /** It left. */
  late: number;
  /** Anything else. */
  failed: number;
  /** Of the good ones. */
  readonly latenciesMs: number[];
}

const TICK_MS = 5;

/** Lets all clients ask for some seconds, at exponentially distributed distances, and waits until all of it is answered or given up. */
export async function driveOpenLoop(clients: readonly OpenClient[], loop: OpenLoop): Promise<readonly ClientResult[]> {
  const agent = new Agent({ keepAlive: true });
  const results = clients.map(
    (): ClientResult => ({ sent: 0, good: 0, refused: 0, late: 0, failed: 0, latenciesMs: [] }),
  );
  const under: Promise<void>[] = [];
  const gapMs = (perSecond: number) => (-Math.log(1 - loop.random()) * 1_000) / perSecond;
  const nextAt = clients.map(({ perSecond }) => gapMs(perSecond));
  const startedAt = performance.now();
  let number = 0;
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const elapsedMs = performance.now() - startedAt;
      for (const [place, { token, perSecond }] of clients.entries()) {
        const result = results[place];
        if (result === undefined) continue;
        let due = nextAt[place] ?? Number.POSITIVE_INFINITY;
        for (; due <= Math.min(elapsedMs, loop.seconds * 1_000); due += gapMs(perSecond)) {
          under.push(ask(agent, loop, loop.path(number), token, result));
          number += 1;
        }
        nextAt[place] = due;
      }
      if (elapsedMs < loop.seconds * 1_000) return;
      clearInterval(timer);
      resolve();
    }, TICK_MS);
  });
  await Promise.all(under);
  agent.destroy();
  return results;
}

function ask(
  agent: Agent,
  { url, patienceMs }: OpenLoop,
  path: string,
  token: string,
  result: ClientResult,
): Promise<void> {
  const startedAt = performance.now();
  result.sent += 1;
  return new Promise((resolve) => {
    let isOver = false;
    const end = (kind: 'good' | 'refused' | 'late' | 'failed') => {
      if (isOver) return;
      isOver = true;
      clearTimeout(patience);
      result[kind] += 1;
      if (kind === 'good') result.latenciesMs.push(performance.now() - startedAt);
      resolve();
    };
    const sent = request(url + path, { agent, headers: { authorization: `Bearer ${token}` } }, (response) => {
      const kind = response.statusCode === 200 ? 'good' : response.statusCode === 503 ? 'refused' : 'failed';
      response
        .resume()
        .on('end', () => end(kind))
        .on('error', () => end('failed'));
    });
    const patience = setTimeout(() => {
      end('late');
      sent.destroy();
    }, patienceMs);
    sent.on('error', () => end('failed'));
    sent.end();
  });
}
