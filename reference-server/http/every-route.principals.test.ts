import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type ApiOperation, apiOperations, DOMAINS } from '../testing/api-operations.ts';
import { ask, type Received } from '../testing/ask.ts';
import { type FiveDomainServer, type FiveDomains, startFiveDomains } from '../testing/five-domains.ts';
import { refusalOf } from '../testing/refusal-of.ts';
import { nowSeconds, signByHand } from '../testing/sign-by-hand.ts';

// They ask every route many times, on whatever machine.
vi.setConfig({ testTimeout: 120_000 });

let server: FiveDomains;
/** Keeps nothing: what it tells comes from nobody's cache. */
let uncached: FiveDomainServer;
let operations: readonly ApiOperation[];

beforeAll(async () => {
  const plenty = { RATE_LIMIT_ACTIONS: '100000', RATE_LIMIT_READS: '100000', AUTH_SECRET: 'a secret of the tests' };
  server = await startFiveDomains({ MONITORING: 'off', ...plenty });
  uncached = await server.startAnother({ PERFORMANCE_CACHING: 'off' });
  operations = await apiOperations(server.url);
}, 60_000);
afterAll(() => server.stop());

type Headers = Record<string, string>;
const soon = () => nowSeconds() + 600;
const bearer = (token: string): Headers => ({ authorization: `Bearer ${token}` });
const as = (claims: object): Headers => bearer(signByHand({ exp: soon(), ...claims }));
const anna = () => as({ role: 'viewer', sub: 'anna' });
const send = ({ method, url }: ApiOperation, headers: Headers, at: FiveDomainServer = server): Promise<Received> => {
  const body = method === 'GET' || method === 'DELETE' ? {} : { body: '{}' };
  return ask(at.url + url, {
    method,
    ...body,
    headers: { ...('body' in body ? { 'content-type': 'application/json' } : {}), ...headers },
  });
};

const role = 'technical_admin';
test('whoever fills the cache, nobody is told more or less than without it, and nobody at all what is not for them', async () => {
  const callers: readonly (readonly [string, () => Headers])[] = [
    ['anna', anna],
    ['bert', () => as({ role: 'viewer', sub: 'bert' })],
    ['an admin', () => as({ role, sub: 'carla' })],
    ['nobody', () => ({})],
    ['a forger', () => bearer(signByHand({ role, sub: 'anna', exp: soon() }, { secret: 'theirs' }))],
  ];
  const cached: string[] = [];
  const otherwise: unknown[] = [];
  for (const operation of operations.filter(
    ({ method, tag, path }) => method === 'GET' && DOMAINS.some((one) => one === tag) && !path.endsWith('/stream'),
  )) {
    // Each of them is the one who fills the cache, in turn.
    for (const [filler, fill] of callers) {
      const url = `${operation.url}${operation.url.includes('?') ? '&' : '?'}filled-by=${encodeURIComponent(filler)}`;
      await send({ ...operation, url }, fill());
      for (const [caller, headers] of callers) {
        const isAllowed = operation.needs === 'nothing' || !['nobody', 'a forger'].includes(caller);
        const [received, expected] = [
          await send({ ...operation, url }, headers()),
          await send(operation, headers(), uncached),
        ];
        const isSame = received.status === expected.status && received.body.equals(expected.body);
        if (!isSame || (received.status === 200) !== isAllowed)
          otherwise.push([operation.name, filler, caller, received.status]);
        if (!isAllowed && (received.headers.etag !== undefined || received.headers['x-cache'] !== undefined))
          otherwise.push([operation.name, 'tells of the cache', caller]);
        if (received.headers['x-cache'] === 'l1') cached.push(operation.name);
        // By the tag of somebody who may, nobody learns that it is as it was.
        const etag = (await send(operation, as({ role }))).headers.etag ?? '';
        const again = await send({ ...operation, url }, { ...headers(), 'if-none-match': etag });
        if (again.status !== (isAllowed ? 304 : 401))
          otherwise.push([operation.name, 'if-none-match', caller, again.status]);
        const head = await ask(server.url + url, { method: 'HEAD', headers: headers() });
        if ((head.status === 200) !== isAllowed || head.body.length > 0)
          otherwise.push([operation.name, 'HEAD', caller, head.status]);
      }
    }
  }
  expect(otherwise).toEqual([]);
  expect(new Set(cached).size).toBeGreaterThan(25);
});

test('what is guarded or tells of a person no cache on the way may keep; what a client may keep it can ask for again by its tag', async () => {
  const policies = new Map<string, string>();
  for (const operation of operations.filter(
    ({ method, tag, path }) => method === 'GET' && DOMAINS.some((one) => one === tag) && !path.endsWith('/stream'),
  )) {
    const { status, headers, body } = await send(operation, as({ role }));
    const policy = headers['cache-control'] ?? '';
    const isPersonal = operation.needs === 'token' || /"(email|userId)":/.test(body.toString());
    policies.set(operation.name, policy);
    expect([operation.name, status, policy.startsWith('private') || !isPersonal]).toEqual([operation.name, 200, true]);
    expect([operation.name, headers.etag]).toEqual([operation.name, expect.stringMatching(/^W\/"/)]);
  }
  expect([...policies.values()].some((policy) => policy.startsWith('public, max-age='))).toBe(true);
});

test('without a lab every route refuses the lab’s headers, and there are no routes of a lab', async () => {
  const otherwise: unknown[] = [];
  for (const operation of operations) {
    for (const headers of [
      { 'x-lab-variant': 'off' },
      { 'x-lab-variant': 'off', 'x-lab-key': 'a guess' },
      { 'x-lab-variant': '' },
    ]) {
      // From L1, too: somebody has just been told.
      if (operation.method === 'GET') await send(operation, as({ role }));
      const told = refusalOf(await send(operation, { ...as({ role }), ...headers }));
      if (told !== '403 LAB_FORBIDDEN') otherwise.push([operation.name, headers, told]);
    }
  }
  expect(otherwise).toEqual([]);
  for (const path of ['/lab/variants', '/lab/faults', '/lab/network', '/lab/token', '/lab/work']) {
    expect(refusalOf(await ask(server.url + path, { headers: { 'x-lab-key': '' } }))).toBe('404 NOT_FOUND');
  }
});
