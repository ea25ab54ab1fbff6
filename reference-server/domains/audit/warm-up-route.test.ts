import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createCursorCodec } from '../../page/cursor.ts';
import type { Logger } from '../../ports.ts';
import { auditSeed } from '../../seed/audit-seed.ts';
import { type DomainPair, startDomainPair } from '../../testing/domain-pair.ts';
import { auditDomain } from './audit-domain.ts';

const log: Logger = { info() {}, warn() {}, error() {} };
const events = '/api/v1/performance/audit/events';
/** Its events end with the year 2025. */
const seed = auditSeed({ seed: 1, organizations: 200, events: 20_000 });
let pair: DomainPair;

beforeAll(async () => {
  const makeDomain = () =>
    auditDomain({
      cursors: createCursorCodec('a secret'),
      ttl: { eventsSeconds: 300, countSeconds: 300 },
      page: { defaultLimit: 50, maxLimit: 100 },
      bulk: { maxRows: 500, batchSize: 10, concurrency: 4, attempts: 3, backoffMs: 10, timeoutMs: 5_000 },
      exportStallMs: 500,
      exportChunkRows: 1_000,
      preloadDays: 7,
    });
  pair = await startDomainPair(seed, makeDomain, log);
}, 60_000);
afterAll(() => pair.stop());
beforeEach(async () => {
  await post('cache/invalidate', { pattern: 'audit_events*' });
});

async function ask(path: string, init: RequestInit = {}, server = 0) {
  const { url = '', token = '' } = pair.servers[server] ?? {};
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const answer = await fetch(url + path, { ...init, headers });
  return { status: answer.status, tier: answer.headers.get('x-cache'), body: await answer.json() };
}
const post = (what: string, body: unknown) =>
  ask(`/api/v1/performance/${what}`, { method: 'POST', body: JSON.stringify(body) });
const warmUp = (body: unknown) => post('cache/warmup', body);
const page = (query: string, server = 0) => ask(`${events}?${query}`, {}, server);

test('the words of document 003 warm up the pages of its organizations and days, which readers then have from memory', async () => {
  const told = await warmUp({ organizationIds: ['org-123', 'org-56'], preloadDays: 7 });
  expect([told.status, told.body]).toEqual([200, { data: { loaded: 6, held: 0, failed: 0 } }]);
  for (const query of [
    'organizationIds=org-123',
    'organizationIds=123&limit=50',
    'organizationIds=org-123&startDate=2025-12-24',
    'organizationIds=org-123&startDate=2025-12-25&endDate=2025-12-31',
    'organizationIds=56&startDate=2025-12-25&endDate=2025-12-31',
  ]) {
    const { tier, body } = await page(query);
    expect([query, tier, body.data.length > 0]).toEqual([query, 'l1', true]);
  }
  // The other server reads what the first has put into Redis.
  expect((await page('organizationIds=org-123&startDate=2025-12-24', 1)).tier).toBe('l2');
  expect((await page('organizationIds=org-123&startDate=2025-12-20')).tier).toBe('miss');
  expect((await warmUp({ organizationIds: [123, 'org-56', 'org-123', 56] })).body.data).toEqual({
    loaded: 0,
    held: 6,
    failed: 0,
  });
});

test('a number and its word are one organization, in pages and exports', async () => {
  const [number, word] = [await page('organizationIds=3,1'), await page('organizationIds=org-1,3')];
  expect([number.tier, word.tier, word.body]).toEqual(['miss', 'l1', number.body]);
  const [one, other] = [
    await ask(`${events}/stream?organizationIds=1`),
    await ask(`${events}/stream?organizationIds=org-1`),
  ];
  expect(one.body.length).toBeGreaterThan(0);
  expect(other.body).toEqual(one.body);
});

test('days are counted from the newest event, and from today where an event is newer than that', async () => {
  const day = (from: number, days: number) => new Date(from - days * 86_400_000).toISOString().slice(0, 10);
  const write = (at: string) =>
    pair.database.execute(`INSERT INTO audit.events (organization_id, user_id, type, action, resource, detail, created_at)
      VALUES (123, 1, 'data', 'read', 'file', 'newest', '${at}')`);
  await write('2026-03-10T12:00:00Z');
  await warmUp({ organizationIds: ['org-123'], preloadDays: 1 });
  const spring = await page('organizationIds=org-123&startDate=2026-03-10&endDate=2026-03-10');
  expect([spring.tier, spring.body.data[0].detail]).toEqual(['l1', 'newest']);
  const before = Date.now();
  await write('2099-01-01T00:00:00Z');
  await warmUp({ organizationIds: ['org-123'], preloadDays: 1 });
  // Midnight may have passed meanwhile.
  const tiers = await Promise.all(
    [before, Date.now()].map(async (now) => (await page(`organizationIds=123&startDate=${day(now, 1)}`)).tier),
  );
  expect(tiers).toContain('l1');
});

test.each([
  { organizationIds: ['org-0'] },
  { organizationIds: ['org-'] },
  { organizationIds: ['1'] },
  { organizationIds: ['org-01'] },
  { organizationIds: ['ORG-1'] },
  { organizationIds: ['org-org-1'] },
  { organizationIds: ['org-2147483648'] },
  { organizationIds: [1, null] },
  { organizationIds: 'org-1' },
  { organizationIds: [] },
  { organizationIds: [1], preloadDays: 0 },
  { organizationIds: [1], preloadDays: '7' },
  { organizationIds: [1], days: 7 },
])('%j warms nothing up', async (body) => {
  const told = await warmUp(body);
  expect([told.status, told.body.error.code]).toEqual([400, 'INVALID_WARM_UP']);
});

test.each(['org-', 'org-x', 'org-1,', 'organization-1', 'org-1,ORG-2'])(
  'organizationIds=%s asks for nobody',
  async (ids) => {
    const told = await page(`organizationIds=${ids}`);
    expect([told.status, told.body.error.code]).toEqual([400, 'INVALID_FILTER']);
  },
);
