import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FiveDomains, startFiveDomains } from '../../testing/five-domains.ts';

type Json = Readonly<Record<string, unknown>>;

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly required?: boolean }[];
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Json }>> }>
  >;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Json>> };
}

let server: FiveDomains;
let document: Document;
const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);

beforeAll(async () => {
  server = await startFiveDomains({ LAB_KEY: 'a key', MONITORING_INTERVAL: '100' });
  document = (await (await fetch(`${server.url}/openapi.json`)).json()) as Document;
}, 60_000);
afterAll(() => server.stop());

/** A schema that no field may stand beside, and whose references are in place. */
function strict(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strict);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { $ref, allOf, ...rest } = schema as Json;
  if (typeof $ref === 'string') return strict(document.components.schemas[$ref.split('/').at(-1) ?? '']);
  // Of errors: the envelope, and which codes it can have.
  if (Array.isArray(allOf)) return { allOf: [strict(allOf[0]), ...allOf.slice(1)] };
  const fields = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, strict(value)]));
  return 'properties' in fields && !('additionalProperties' in fields)
    ? { ...fields, additionalProperties: false }
    : fields;
}

async function faults(method: string, path: string, options: { sent?: RequestInit; url?: string } = {}) {
  const { sent = {}, url = path } = options;
  const answer = await fetch(server.url + url, {
    ...sent,
    method,
    headers: {
      authorization: server.bearer('technical_admin'),
      'x-lab-key': 'a key',
      ...(sent.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
  });
  const content = document.paths[path]?.[method.toLowerCase()]?.responses[answer.status]?.content;
  const schema = content?.['application/json']?.schema;
  if (schema === undefined) return { status: answer.status, faults: ['nothing is described'] };
  const body: unknown = JSON.parse(await answer.text());
  const isAsDescribed = ajv.validate(strict(schema) as Json, body);
  return { status: answer.status, faults: isAsDescribed ? [] : (ajv.errors ?? []) };
}

const VALUES: Readonly<Record<string, string>> = {
  id: '1',
  type: 'dxp-tools',
  domain: 'content',
  userId: '1',
  workspaceId: '1',
};

/** Of the path with all that it needs. */
function addressOf(path: string, operation: Operation | undefined): string {
  const needed = (operation?.parameters ?? []).filter(
    ({ name, required }) => required === true && !path.includes(`{${name}}`),
  );
  const query = needed.map(({ name }) => `${name}=${VALUES[name]}`).join('&');
  return `${path.replace(/\{(\w+)\}/g, (_, name: string) => VALUES[name] ?? '')}?${query}`;
}

test('every answer to a read has the fields that are described, and no others', async () => {
  const reads = Object.entries(document.paths).filter(
    // Without a proxy there is no network to tell of.
    ([path, { get }]) => get?.responses[200]?.content?.['application/json'] !== undefined && path !== '/lab/network',
  );
  expect(reads.length).toBeGreaterThan(35);
  const otherwise: unknown[] = [];
  for (const [path, { get }] of reads) {
    const url = addressOf(path, get);
    const found = await faults('GET', path, { url });
    if (found.status !== 200 || found.faults.length > 0) otherwise.push([url, found]);
  }
  expect(otherwise).toEqual([]);
});

test('a read that can be answered with 304 is described so, and no other of a domain', async () => {
  const authorization = server.bearer('technical_admin');
  const told: string[] = [];
  for (const [path, { get }] of Object.entries(document.paths)) {
    // Those that can wait for their turn are the domains'.
    if (!JSON.stringify(get?.responses[503] ?? {}).includes('QUEUE_FULL')) continue;
    const url = server.url + addressOf(path, get);
    const first = await fetch(url, { headers: { authorization } });
    const tag = first.headers.get('etag');
    await first.arrayBuffer();
    const again = await fetch(url, { headers: { authorization, 'if-none-match': tag ?? '"none"' } });
    await again.arrayBuffer();
    expect([path, again.status === 304]).toEqual([path, get?.responses[304] !== undefined]);
    if (again.status === 304) told.push(path);
  }
  expect(told.length).toBeGreaterThan(20);
});

const task = { workspaceId: 1, title: 'a task' };
const event = { organizationId: 1, userId: 1, type: 'read', action: 'a', resource: 'r', detail: 'd' };

test.each([
  ['POST', '/api/posts', { posts: [{ userId: 1, title: 'a', body: 'b' }] }, 201],
  ['POST', '/api/posts', { posts: [] }, 400],
  ['POST', '/api/v1/tasks', task, 201],
  ['POST', '/api/v1/tasks', { title: 1 }, 400],
  ['POST', '/api/v1/projects', { workspaceId: 1, name: 'a project' }, 201],
  ['POST', '/api/v1/activities', { workspaceId: 1, userId: 1, type: 'read' }, 201],
  ['POST', '/api/v1/activities', { workspaceId: 1, userId: 1, type: 'R' }, 400],
  ['POST', '/api/v1/tasks/bulk', { tasks: [task, {}] }, 207],
  ['POST', '/api/v1/tasks/bulk', { tasks: [task] }, 201],
  ['POST', '/api/v1/performance/audit/events/bulk', { events: [event] }, 201],
  ['POST', '/api/v1/performance/audit/events/bulk', { events: 1 }, 400],
  ['POST', '/api/v1/performance/cache/warmup', { organizationIds: [1] }, 200],
  ['POST', '/api/v1/performance/cache/invalidate', { pattern: 'audit_events*' }, 200],
  ['POST', '/api/v1/performance/monitoring/start', { intervalMs: 200 }, 200],
  ['POST', '/api/v1/performance/monitoring/stop', undefined, 200],
  ['POST', '/api/performance/metrics', { action: 'warm_cache' }, 200],
  ['POST', '/lab/token', { role: 'viewer' }, 200],
  ['PUT', '/lab/faults', {}, 200],
  ['PUT', '/lab/faults', { a: 1 }, 400],
])('%s %s of %j is answered with %i as described', async (method, path, body, status) => {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  expect(await faults(method, path, { sent })).toEqual({ status, faults: [] });
});

test('an answer that is not as described is seen', () => {
  const described = strict({ type: 'object', properties: { a: { type: 'integer' } }, required: ['a'] }) as Json;
  expect([{ a: 1 }, { a: 'x' }, {}, { a: 1, b: 2 }].map((body) => ajv.validate(described, body))).toEqual([
    true,
    false,
    false,
    false,
  ]);
});
