import { readFileSync } from 'node:fs';
import type {} from '@fastify/swagger';
import { Validator } from '@seriousme/openapi-schema-validator';
import { fastify } from 'fastify';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { documentedCodes } from '../../../tests/error-codes.ts';
import { type FiveDomains, startFiveDomains } from '../../testing/five-domains.ts';
import { getAsWritten } from '../../testing/get-as-written.ts';
import { addOpenApi } from './open-api.ts';
import type { ApiDescription } from './route-description.ts';

interface Operation {
  readonly summary?: string;
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: object }[];
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
}

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const errors = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
let server: FiveDomains;
let document: Document;

beforeAll(async () => {
  server = await startFiveDomains({ LAB_KEY: 'a key' });
  document = await documentOf(server.url);
}, 60_000);
afterAll(() => server.stop());

async function documentOf(url: string): Promise<Document> {
  return (await fetch(`${url}/openapi.json`)).json() as Promise<Document>;
}

function operations({ paths }: Document): readonly (readonly [name: string, operation: Operation])[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
  );
}

/** Codes that the document names, with the status that it gives them. */
function codesOf(found: Document): ReadonlyMap<string, string> {
  return new Map(
    operations(found).flatMap(([, { responses }]) =>
      Object.entries(responses).flatMap(([status, { description }]) =>
        Number(status) < 400 || !/^[A-Z_]+(, [A-Z_]+)*$/.test(description)
          ? []
          : description.split(', ').map((code) => [code, status] as const),
      ),
    ),
  );
}

test('the document is valid OpenAPI 3.1, and the validator sees what is not', async () => {
  expect(document.openapi).toBe('3.1.0');
  expect(await new Validator().validate({ ...document })).toMatchObject({ valid: true });
  const planted = { ...document, paths: { '/a': { get: { parameters: [{ in: 'nowhere' }] } } } };
  expect(await new Validator().validate(planted)).toMatchObject({ valid: false });
});

test('every route of the server is described', () => {
  const described = operations(document);
  expect(described.length).toBeGreaterThan(50);
  expect(described.filter(([, { summary }]) => summary === undefined).map(([name]) => name)).toEqual([]);
});

test('a route that nobody described is seen, and so is a description of none', async () => {
  const app = fastify();
  onTestFinished(() => app.close());
  const answers = { 204: { description: 'Nothing.' } };
  const part: ApiDescription = {
    tag: 'a',
    description: 'A part.',
    routes: { 'GET /told': { summary: 'Told', answers }, 'GET /gone': { summary: 'Gone', answers } },
  };
  await addOpenApi(app, [part]);
  app.get('/told', () => '');
  app.get('/untold', () => '');
  await expect(app.ready()).rejects.toThrow('described, and no route: GET /gone');
  const told = operations(app.swagger() as unknown as Document).map(([name, { summary }]) => [name, summary]);
  expect(told).toEqual([
    ['GET /told', 'Told'],
    ['GET /untold', undefined],
  ]);
});

test('every code that is described stands in docs/errors.md, with the same status', () => {
  const codes = codesOf(document);
  expect(codes.size).toBeGreaterThan(30);
  const documented = new Set(documentedCodes(errors)['HTTP answers of the reference server']);
  const undocumented = [...codes.keys()].filter((code) => !documented.has(code));
  expect(undocumented).toEqual([]);
  const otherwise = [...codes].filter(
    ([code, status]) => !new RegExp(`^\\| ${code} \\| (${status}|4xx)\\b`, 'm').test(errors),
  );
  expect(otherwise).toEqual([]);
});

test('every code of docs/errors.md is described, but for those that no route decides', () => {
  const codes = codesOf(document);
  const ofNoRoute = [
    // Before there is a route, or after its answer has begun.
    'HTTP_INVALID',
    'HEADERS_TOO_LARGE',
    'REQUEST_INCOMPLETE',
    'REQUEST_INVALID',
    'URL_INVALID',
    'CALLER_LEFT',
    'CLIENT_STALLED',
    // Asked for in the lab, of any route.
    'FAULT_INJECTED',
    'LAB_VARIANT_UNKNOWN',
  ];
  const documented = documentedCodes(errors)['HTTP answers of the reference server'] ?? [];
  expect(documented.filter((code) => !codes.has(code)).sort()).toEqual(ofNoRoute.sort());
});

test('routes that want a token or the key of the lab say so, and no other', async () => {
  for (const [name, { security = [] }] of operations(document)) {
    const [method = '', path = ''] = name.split(' ');
    const url = server.url + path.replace('{id}', '1').replace(/\{\w+\}/, 'content');
    const answer = await fetch(url, { method });
    const { error } = (await answer.json().catch(() => ({}))) as { error?: { code: string } };
    const wanted = { TOKEN_MISSING: 'bearer', LAB_FORBIDDEN: 'labKey' }[error?.code ?? ''];
    expect([name, ...security.flatMap(Object.keys)]).toEqual([name, ...(wanted === undefined ? [] : [wanted])]);
  }
});

test('limits are those that are in force', () => {
  const parameter = (path: string, name: string) =>
    document.paths[path]?.get?.parameters?.find((one) => one.name === name)?.schema;
  // Of development.
  expect(parameter('/api/users', 'limit')).toEqual({ type: 'integer', minimum: 1, maximum: 500, default: 20 });
  expect(parameter('/api/v1/performance/audit/events', 'limit')).toMatchObject({ default: 50 });
  expect(parameter('/api/users', 'sort')).toMatchObject({ enum: ['id', 'email', 'createdAt'] });
});

test('the page comes from here alone, under a policy that lets nothing else in', async () => {
  const page = await fetch(`${server.url}/docs`);
  const html = await page.text();
  expect(page.status).toBe(200);
  expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'.*script-src 'self';/);
  const addresses = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) => address);
  expect(addresses.length).toBeGreaterThan(3);
  for (const address of addresses) {
    expect(address).toMatch(/^\/docs\//);
    expect(await fetch(server.url + address)).toMatchObject({ status: 200 });
  }
});

test.each([
  '/docs/static/../package.json',
  '/docs/static/..%2fpackage.json',
  '/docs/static/%2e%2e/%2e%2e/package.json',
  '/docs/static/..%5c..%5cpackage.json',
])('%s leads nowhere', async (path) => {
  const answer = await getAsWritten(server.url, path);
  expect(answer).toMatch(/^HTTP\/1\.1 40[034] /);
  expect(answer).not.toContain('"version"');
});
