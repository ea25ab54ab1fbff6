import { setTimeout } from 'node:timers/promises';
import { type RunningServer, startReferenceServer } from '../capacity/reference-server.ts';
import { config } from './config.ts';

/** The chunk of the document's example; the bare loop fetches as many at a time. */
export const CHUNK_ROWS = 1_000;

/** A server of its own, while `work` lasts, and a token for exports. */
export async function withServer<T>(
  databaseUrl: string,
  work: (server: RunningServer, token: string) => Promise<T>,
): Promise<T> {
  const server = await startReferenceServer(config.serverEnvironment(databaseUrl));
  try {
    const answer = await fetch(`${server.url}/lab/token`, {
      method: 'POST',
      headers: { 'x-lab-key': config.labKey, 'content-type': 'application/json' },
      body: JSON.stringify({ role: 'viewer' }),
    });
    const { data } = (await answer.json()) as { readonly data: { readonly token: string } };
    return await work(server, data.token);
  } finally {
    await server.stop();
  }
}

export function exportUrl(server: RunningServer, format: string): string {
  return `${server.url}/api/v1/performance/audit/events/stream?format=${format}&chunk_size=${CHUNK_ROWS}`;
}

/** Waits until the pool of the audit domain lends nothing out, at most five seconds. */
export async function allGivenBack(server: RunningServer): Promise<void> {
  for (let tries = 0; tries < 50; tries += 1) {
    const answer = await fetch(`${server.url}/metrics`, { headers: { accept: 'application/json' } });
    const { pool } = (await answer.json()) as { readonly pool: { readonly audit: { open: number; idle: number } } };
    if (pool.audit.open === pool.audit.idle) return;
    await setTimeout(100);
  }
  throw new Error('a connection was not given back');
}
