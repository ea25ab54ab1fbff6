import { type Agent, request } from 'node:http';
import type { ClaimSample } from '../../ingest/claim-samples.ts';
import { parseServerTiming } from '../../ingest/server-timing.ts';
import { hostOf, portOf } from '../subject-url.ts';

/** An answer that takes longer counts as none. */
const DEADLINE_MS = 30_000;

export interface Outgoing {
  readonly origin: URL;
  readonly route: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Sends one GET on a kept connection and reads the answer to its end. Never rejects: what fails is a sample without an answer. */
export function sendRequest({ origin, route, path, headers }: Outgoing, agent: Agent): Promise<ClaimSample> {
  const unanswered: ClaimSample = {
    route,
    latencyMs: null,
    isAnswered: false,
    bytes: 0,
    cache: null,
    phases: new Map(),
  };
  return new Promise((resolve) => {
    const began = performance.now();
    const whole = `${origin.pathname.replace(/\/$/, '')}${path}`;
    const sent = request(
      { host: hostOf(origin), port: portOf(origin), path: whole, agent, headers, timeout: DEADLINE_MS },
      (response) => {
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
        });
        response.on('end', () => {
          const { 'x-cache': cache, 'server-timing': timing } = response.headers;
          resolve({
            route,
            latencyMs: performance.now() - began,
            isAnswered: (response.statusCode ?? 500) < 400,
            bytes,
            cache: typeof cache === 'string' ? cache : null,
            phases: parseServerTiming(typeof timing === 'string' ? timing : ''),
          });
        });
        response.on('error', () => resolve(unanswered));
        response.on('aborted', () => resolve(unanswered));
      },
    );
    sent.on('timeout', () => sent.destroy());
    sent.on('error', () => resolve(unanswered));
    sent.end();
  });
}
