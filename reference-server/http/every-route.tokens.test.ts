import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type ApiOperation, apiOperations } from '../testing/api-operations.ts';
import { ask, type Received } from '../testing/ask.ts';
import { type FiveDomains, startFiveDomains } from '../testing/five-domains.ts';
import { refusalOf } from '../testing/refusal-of.ts';
import { nowSeconds, signByHand } from '../testing/sign-by-hand.ts';

// They ask every route many times, on whatever machine.
vi.setConfig({ testTimeout: 120_000 });

let server: FiveDomains;
let operations: readonly ApiOperation[];

beforeAll(async () => {
  const plenty = { RATE_LIMIT_ACTIONS: '100000', RATE_LIMIT_READS: '100000', AUTH_SECRET: 'a secret of the tests' };
  server = await startFiveDomains({ MONITORING: 'off', ...plenty });
  operations = await apiOperations(server.url);
}, 60_000);
afterAll(() => server.stop());

type Headers = Record<string, string>;
const soon = () => nowSeconds() + 600;
const bearer = (token: string): Headers => ({ authorization: `Bearer ${token}` });
const as = (claims: object): Headers => bearer(signByHand({ exp: soon(), ...claims }));
const anna = () => as({ role: 'viewer', sub: 'anna' });
const send = ({ method, url }: ApiOperation, headers: Headers): Promise<Received> => {
  const body = method === 'GET' || method === 'DELETE' ? {} : { body: '{}' };
  return ask(server.url + url, {
    method,
    ...body,
    headers: { ...('body' in body ? { 'content-type': 'application/json' } : {}), ...headers },
  });
};

const role = 'technical_admin';
const none = Buffer.from('{"alg":"none"}').toString('base64url');
const nobody: readonly (readonly [what: string, headers: () => Headers, refusal: string])[] = [
  ['none', () => ({}), '401 TOKEN_MISSING'],
  ['one that has expired', () => as({ role, exp: nowSeconds() - 1 }), '401 TOKEN_EXPIRED'],
  ['one without an end', () => bearer(signByHand({ role })), '401 TOKEN_INVALID'],
  [
    'one signed by somebody else',
    () => bearer(signByHand({ role, exp: soon() }, { secret: 'theirs' })),
    '401 TOKEN_INVALID',
  ],
  ['one signed with nothing', () => bearer(signByHand({ role, exp: soon() }, { secret: '' })), '401 TOKEN_INVALID'],
  [
    'alg none, unsigned',
    () => bearer(signByHand({ role, exp: soon() }, { header: { alg: 'none' }, secret: null })),
    '401 TOKEN_INVALID',
  ],
  [
    'alg none, signed',
    () => bearer(signByHand({ role, exp: soon() }, { header: { alg: 'none' } })),
    '401 TOKEN_INVALID',
  ],
  [
    'alg NONE in another spelling',
    () => bearer(signByHand({ role, exp: soon() }, { header: { alg: 'nOnE' }, secret: null })),
    '401 TOKEN_INVALID',
  ],
  [
    'a header of alg none before the claims of a good one',
    () => {
      const [, claims = '', signature = ''] = signByHand({ role, exp: soon() }).split('.');
      return bearer(`${none}.${claims}.${signature}`);
    },
    '401 TOKEN_INVALID',
  ],
  [
    'one with the claims changed',
    () => {
      const [head = '', , signature = ''] = signByHand({ role: 'viewer', exp: soon() }).split('.');
      return bearer(`${head}.${Buffer.from(JSON.stringify({ role, exp: soon() })).toString('base64url')}.${signature}`);
    },
    '401 TOKEN_INVALID',
  ],
  [
    'one of another algorithm',
    () => bearer(signByHand({ role, exp: soon() }, { header: { alg: 'HS512' } })),
    '401 TOKEN_INVALID',
  ],
  [
    'one with a key of its own',
    () =>
      bearer(
        signByHand({ role, exp: soon() }, { header: { alg: 'HS256', jwk: { kty: 'oct', k: 'eA' } }, secret: 'x' }),
      ),
    '401 TOKEN_INVALID',
  ],
  ['one of a role that is none', () => as({ role: 'root' }), '401 TOKEN_INVALID'],
  ['one of the name of a property', () => as({ role: '__proto__' }), '401 TOKEN_INVALID'],
  ['one of many roles', () => as({ role: ['technical_admin'] }), '401 TOKEN_INVALID'],
  ['one that is not yet good', () => as({ role, nbf: soon() }), '401 TOKEN_INVALID'],
  ['rubbish', () => ({ authorization: `Bearer ${'.'.repeat(5_000)}` }), '401 TOKEN_INVALID'],
  ['another scheme', () => ({ authorization: 'Basic YWRtaW46YWRtaW4=' }), '401 TOKEN_INVALID'],
];

test('routes that want a token are of every kind', () => {
  const guarded = operations.filter(({ needs }) => needs === 'token');
  expect(new Set(guarded.map(({ tag }) => tag))).toEqual(new Set(['audit', 'opal', 'performance']));
});

test.each(nobody)(
  'with a token that is %s no guarded route does anything, though a good one has just been answered',
  async (_what, headers, refusal) => {
    const otherwise: unknown[] = [];
    for (const operation of operations.filter(({ needs }) => needs === 'token')) {
      if (operation.method === 'GET') await send(operation, as({ role }));
      const told = refusalOf(await send(operation, headers()));
      if (told !== refusal) otherwise.push([operation.name, told]);
    }
    expect(otherwise).toEqual([]);
  },
);

test('what a viewer may not do is refused to them, route by route, and nothing else is', async () => {
  const outcomes = await Promise.all(
    operations
      .filter(({ needs, path }) => needs === 'token' && !path.endsWith('/stream'))
      .map(
        async (operation) =>
          [operation.name, refusalOf(await send(operation, anna())) === '403 ROLE_INSUFFICIENT'] as const,
      ),
  );
  const refused = outcomes.filter(([, isRefused]) => isRefused).map(([name]) => name);
  expect(refused.sort()).toEqual([
    'GET /api/performance/metrics',
    'POST /api/performance/metrics',
    'POST /api/v1/performance/cache/invalidate',
    'POST /api/v1/performance/cache/warmup',
    'POST /api/v1/performance/monitoring/start',
    'POST /api/v1/performance/monitoring/stop',
    'PUT /api/opal/mappings/{id}',
  ]);
});
