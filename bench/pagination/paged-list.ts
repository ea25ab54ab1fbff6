import { Agent, get, type IncomingMessage } from 'node:http';
import { config } from './config.ts';

/** The ways to find a page; each is a variant of the server, without caches. */
export const WAYS = ['keyset', 'keyset-or', 'offset'] as const;

export type Way = (typeof WAYS)[number];

/** How long one page took, in ms: for its client, and for the database alone. */
export interface PageTime {
  readonly httpMs: number;
  readonly sqlMs: number;
}

export interface PagedList {
  /** Asks for the page at a depth that `prepare` was told of. `ids` are those of its rows. */
  read(way: Way, depth: number): Promise<PageTime & { readonly ids: readonly number[] }>;
  close(): void;
}

const PATH = '/api/v1/performance/audit/events';
const LIMIT = 20;

/** All audit events, newest first, of a running server. Declares its variants, and makes a cursor for each depth. */
export async function openList(serverUrl: string, depths: readonly number[]): Promise<PagedList> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const lab = { 'x-lab-key': config.labKey, 'content-type': 'application/json' };
  const declared = Object.fromEntries(
    WAYS.map((way) => [way, { cache: 'off', compression: 'off', pagination: way, domains: ['audit'], 'pool.size': 1 }]),
  );
  await expectOk(fetch(`${serverUrl}/lab/variants`, { method: 'PUT', headers: lab, body: JSON.stringify(declared) }));
  const token = await expectOk(
    fetch(`${serverUrl}/lab/token`, { method: 'POST', headers: lab, body: JSON.stringify({ role: 'viewer' }) }),
  );
  const { data } = token as { readonly data: { readonly token: string } };
  const headers = { authorization: `Bearer ${data.token}`, 'x-lab-key': config.labKey };

  const ask = async (way: Way, query: string) => {
    const began = performance.now();
    const { body, timing } = await receive(`${serverUrl}${PATH}?limit=${LIMIT}${query}`, agent, {
      ...headers,
      'x-lab-variant': way,
    });
    const httpMs = performance.now() - began;
    const sqlMs = Number(/\bdb;dur=([\d.]+)/.exec(timing)?.[1]);
    if (!(sqlMs > 0)) throw new Error(`a page of ${way} without a statement: ${timing}`);
    return { ...(body as Page), httpMs, sqlMs };
  };
  const queries = new Map<number, string>();
  for (const depth of depths) {
    if (depth === 0) queries.set(0, '');
    else {
      const before = await ask('offset', `&depth=${depth - LIMIT}`);
      queries.set(depth, `&cursor=${before.pagination.nextCursor}&depth=${depth}`);
    }
  }
  return {
    async read(way, depth) {
      const query = queries.get(depth);
      if (query === undefined) throw new RangeError(`depth ${depth} was not prepared`);
      const { data: rows, httpMs, sqlMs } = await ask(way, query);
      if (rows.length !== LIMIT) throw new Error(`${rows.length} rows at depth ${depth}`);
      return { httpMs, sqlMs, ids: rows.map(({ id }) => id) };
    },
    close: () => agent.destroy(),
  };
}

interface Page {
  readonly data: readonly { readonly id: number }[];
  readonly pagination: { readonly nextCursor: string };
}

function receive(
  url: string,
  agent: Agent,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly body: unknown; readonly timing: string }> {
  return new Promise((resolve, reject) => {
    get(url, { agent, headers }, (answer: IncomingMessage) => {
      answer.toArray().then((chunks: Buffer[]) => {
        const text = Buffer.concat(chunks).toString();
        if (answer.statusCode !== 200) reject(new Error(`${url} answered ${answer.statusCode}: ${text}`));
        else resolve({ body: JSON.parse(text), timing: String(answer.headers['server-timing']) });
      }, reject);
    }).on('error', reject);
  });
}

async function expectOk(asked: Promise<Response>): Promise<unknown> {
  const answer = await asked;
  if (!answer.ok) throw new Error(`${answer.url} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}
