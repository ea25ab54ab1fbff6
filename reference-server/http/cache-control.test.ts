import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FiveDomains, startFiveDomains } from '../testing/five-domains.ts';

let server: FiveDomains;

beforeAll(async () => {
  server = await startFiveDomains({});
}, 60_000);
afterAll(() => server.stop());

test.each([
  ['/static/status.css', 'public, max-age=3600'],
  ['/api/users/1', 'private, max-age=300'],
  ['/api/v1/users/1/profile', 'private, max-age=300'],
  ['/api/v1/tasks?workspaceId=1', 'public, max-age=180'],
  ['/api/v1/tasks/1', 'public, max-age=180'],
  ['/api/v1/projects?workspaceId=1', 'public, max-age=180'],
  ['/api/v1/projects/1', 'public, max-age=180'],
  ['/api/v1/analytics/workspaces/1', 'public, max-age=600'],
  ['/api/users', 'private, no-cache'],
  ['/api/analytics/patterns?userId=1', 'private, no-cache'],
  ['/api/v1/performance/audit/events', 'private, no-cache'],
  ['/api/v1/performance/status', 'no-store'],
  ['/api/users/999999', 'no-store'],
])('%s may be kept by clients as document 001 has it for its kind: %s', async (path, policy) => {
  const headers = { authorization: server.bearer('viewer') };
  const answers = [await fetch(server.url + path, { headers }), await fetch(server.url + path, { headers })];
  expect(answers.map((answer) => answer.headers.get('cache-control'))).toEqual([policy, policy]);
});

test('a client that has an answer is told so when it asks again after its time', async () => {
  const { headers } = await fetch(`${server.url}/api/v1/tasks/2`);
  const again = await fetch(`${server.url}/api/v1/tasks/2`, {
    headers: { 'if-none-match': headers.get('etag') ?? '' },
  });
  expect([again.status, again.headers.get('cache-control')]).toEqual([304, 'public, max-age=180']);
});
