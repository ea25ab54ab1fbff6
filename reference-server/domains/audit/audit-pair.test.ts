import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { createCursorCodec } from '../../page/cursor.ts';
import type { Logger } from '../../ports.ts';
import { auditSeed } from '../../seed/audit-seed.ts';
import { startDomainPair } from '../../testing/domain-pair.ts';
import type { DomainServer } from '../../testing/domain-server.ts';
import { auditDomain } from './audit-domain.ts';

const log: Logger = { info() {}, warn() {}, error() {} };
const base = '/api/v1/performance/audit/events';
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

test('a page that another server read before a write and keeps after it is nobody’s answer', async () => {
  const pair = await startDomainPair(auditSeed({ seed: 1, organizations: 5, events: 1_000 }), makeDomain, log);
  onTestFinished(() => pair.stop());
  const [one, other] = pair.servers;
  if (one === undefined || other === undefined) throw new TypeError('a pair is two servers');
  const redis = new Redis(pair.redisUrl);
  onTestFinished(() => redis.disconnect());
  const headersOf = ({ token }: DomainServer) => ({
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
  });
  const total = async (server: DomainServer) => {
    const headers = headersOf(server);
    const response = await fetch(`${server.url}${base}?organizationIds=3&count=exact`, { headers });
    return ((await response.json()) as { pagination: { total: number } }).pagination.total;
  };
  const before = await total(other);
  const pages = await redis.keys('*:audit:audit_events:*');
  expect(pages).toHaveLength(1);
  const [page = ''] = pages;
  const read = await redis.getBuffer(page);
  const event = { organizationId: 3, userId: 4, type: 'data', action: 'read', resource: 'file/1', detail: 'a detail' };
  const body = JSON.stringify({ events: [event] });
  expect((await fetch(`${one.url}${base}/bulk`, { method: 'POST', headers: headersOf(one), body })).status).toBe(201);
  await redis.set(page, read ?? '', 'EX', 300);
  expect([await total(one), await total(other)]).toEqual([before + 1, before + 1]);
}, 60_000);
