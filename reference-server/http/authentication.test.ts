import { afterAll, beforeAll, expect, test } from 'vitest';
import { nowSeconds, signByHand } from '../testing/sign-by-hand.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ lab: { key: 'the key' } });
});
afterAll(() => server.app.close());

const text = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const get = (authorization?: string, path = '/guarded', method = 'GET') =>
  fetch(server.url + path, { method, headers: authorization === undefined ? {} : { authorization } });
const codeOf = async (answer: Response) => ((await answer.json()) as { error: { code: string } }).error.code;

const viewer = () => signByHand({ role: 'viewer', exp: nowSeconds() + 60 });
const admin = () => signByHand({ role: 'technical_admin', exp: nowSeconds() + 60 });

test('a token of the role, or of a mightier one, opens a route', async () => {
  for (const one of [viewer(), admin()]) {
    const answer = await get(`Bearer ${one}`);
    expect([answer.status, await answer.json()]).toEqual([200, { data: 'for viewers' }]);
  }
  expect((await get(`Bearer ${admin()}`, '/reset', 'POST')).status).toBe(200);
});

test('a lesser role is told which one it needs', async () => {
  const answer = await get(`Bearer ${viewer()}`, '/reset', 'POST');
  expect([answer.status, await codeOf(answer)]).toEqual([403, 'ROLE_INSUFFICIENT']);
});

test.each([
  ['none', undefined, 'TOKEN_MISSING'],
  ['of another scheme', 'Basic YTpi', 'TOKEN_INVALID'],
  ['that is no token', 'Bearer nonsense', 'TOKEN_INVALID'],
  ['that has expired', `Bearer ${signByHand({ role: 'viewer', exp: nowSeconds() - 1 })}`, 'TOKEN_EXPIRED'],
  ['without an end', `Bearer ${signByHand({ role: 'viewer' })}`, 'TOKEN_INVALID'],
  ['without a role', `Bearer ${signByHand({ exp: nowSeconds() + 60 })}`, 'TOKEN_INVALID'],
  ['of a role that we do not know', `Bearer ${signByHand({ role: 'root', exp: nowSeconds() + 60 })}`, 'TOKEN_INVALID'],
  [
    'signed by somebody else',
    `Bearer ${signByHand({ role: 'viewer', exp: nowSeconds() + 60 }, { secret: 'theirs' })}`,
    'TOKEN_INVALID',
  ],
  [
    'with alg none',
    `Bearer ${text({ alg: 'none' })}.${text({ role: 'viewer', exp: nowSeconds() + 60 })}.`,
    'TOKEN_INVALID',
  ],
  [
    'with alg none and a signature',
    `Bearer ${signByHand({ role: 'viewer', exp: nowSeconds() + 60 }, { header: { alg: 'none' } })}`,
    'TOKEN_INVALID',
  ],
  [
    'with another algorithm',
    `Bearer ${signByHand({ role: 'viewer', exp: nowSeconds() + 60 }, { header: { alg: 'HS384' } })}`,
    'TOKEN_INVALID',
  ],
])('a token %s is refused', async (_what, authorization, code) => {
  const answer = await get(authorization);
  expect([answer.status, await codeOf(answer)]).toEqual([401, code]);
  expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
});

test('what a viewer has warmed up is not told to anybody else', async () => {
  const first = await get(`Bearer ${viewer()}`);
  expect(first.headers.get('cache-control')).toBe('private, no-cache');
  for (let time = 0; time < 3; time += 1) expect((await get()).status).toBe(401);
  const withTag = { 'if-none-match': first.headers.get('etag') ?? '' };
  expect((await fetch(`${server.url}/guarded`, { headers: withTag })).status).toBe(401);
});

test('the lab hands out tokens to whoever knows its key', async () => {
  const ask = (body: unknown, key = 'the key') =>
    fetch(`${server.url}/lab/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-lab-key': key },
      body: JSON.stringify(body),
    });
  const { data } = (await (await ask({ role: 'viewer', seconds: 60 })).json()) as { data: { token: string } };
  expect((await get(`Bearer ${data.token}`)).status).toBe(200);
  const [, claims = ''] = data.token.split('.');
  const { iat, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { iat: number; exp: number };
  expect(exp - iat).toBe(60);
  expect((await ask({ role: 'viewer' }, 'a guess')).status).toBe(403);
  for (const body of [
    {},
    { role: 'root' },
    { role: 'viewer', seconds: 0 },
    { role: 'viewer', seconds: 1e9 },
    { role: 'viewer', subject: 'a b' },
  ]) {
    expect(await codeOf(await ask(body))).toBe('TOKEN_REQUEST_INVALID');
  }
});
