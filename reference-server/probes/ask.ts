import { type Agent, request } from 'node:http';

/** One request as it came back. */
export interface Answer {
  /** 0: nobody answered, or the client had left. */
  readonly status: number;
  readonly tookMs: number;
  /** `x-cache`, or nothing. */
  readonly tier: string;
  /** How long the server says that it waited for the cache. */
  readonly cacheMs: number;
}

export interface Question {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly agent: Agent;
  /** After so long the client leaves. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 30_000;

/** Sends one GET and reads the answer to its end. Never rejects. */
export function ask({ url, headers = {}, agent, patienceMs = PATIENCE_MS }: Question): Promise<Answer> {
  return new Promise((resolve) => {
    const began = performance.now();
    const took = () => performance.now() - began;
    const lost = () => {
      clearTimeout(leaving);
      resolve({ status: 0, tookMs: took(), tier: '', cacheMs: 0 });
    };
    const sent = request(url, { agent, headers }, (response) => {
      response
        .resume()
        .on('error', lost)
        .on('end', () => {
          clearTimeout(leaving);
          const { 'x-cache': tier, 'server-timing': timing } = response.headers;
          const [, cacheMs] = /\bcache;dur=([\d.]+)/.exec(String(timing ?? '')) ?? [];
          resolve({
            status: response.statusCode ?? 0,
            tookMs: took(),
            tier: typeof tier === 'string' ? tier : '',
            cacheMs: Number(cacheMs ?? 0),
          });
        });
    });
    const leaving = setTimeout(() => sent.destroy(new Error('the client left')), patienceMs);
    sent.on('error', lost);
    sent.end();
  });
}
