import type { ApiOperation } from './api-operations.ts';
import type { FiveDomainServer } from './five-domains.ts';

const events = '/api/v1/performance/audit/events';
/** What can be asked beyond the routes' own examples: other filters, other pages, other things that a write can touch. */
const FURTHER_READS = [
  '/api/users/2/posts?limit=3',
  '/api/users/1/posts?limit=100',
  '/api/v1/tasks?workspaceId=1&status=done',
  '/api/v1/tasks?workspaceId=1&search=Written&limit=3',
  '/api/v1/tasks?workspaceId=1&assigneeId=1',
  '/api/v1/tasks?workspaceId=1&projectId=1',
  '/api/v1/tasks/2',
  '/api/v1/tasks/1001',
  '/api/v1/projects/2',
  '/api/v1/projects/5001',
  '/api/v1/projects?workspaceId=1&limit=3',
  '/api/v1/activities?workspaceId=1&type=written',
  '/api/v1/activities?workspaceId=1&userId=1&limit=3',
  '/api/v1/users/2/profile',
  `${events}?organizationIds=1,2&limit=5`,
  `${events}?offset=0&count=exact`,
  `${events}?organizationIds=1&type=data&count=exact`,
  '/api/opal/mappings?type=dxp-tools',
  '/api/opal/mappings?domain=content',
  '/api/mappings/strategy-plans',
  '/api/mappings/analytics-insights',
  '/api/opal/coordination/commerce',
];

/** Told as it was for its time, whatever is written: docs/decisions/0013. */
export const SNAPSHOTS = ['/api/large-report'];

/** Addresses of a server of `startFiveDomains` that are answered from a cache. */
export function cachedReads(operations: readonly ApiOperation[]): readonly string[] {
  const ofRoutes = operations.filter(({ method, path }) => method === 'GET' && !path.endsWith('/stream'));
  return [...ofRoutes.map(({ url }) => url), ...FURTHER_READS];
}

/** What is answered to the mightiest role, and by which tier. */
export async function readApi(server: FiveDomainServer, path: string) {
  const headers = { authorization: server.bearer('technical_admin') };
  const answer = await fetch(server.url + path, { headers });
  return { tier: answer.headers.get('x-cache'), text: `${answer.status} ${await answer.text()}` };
}

/** Path → status and body. */
export async function readAll(
  server: FiveDomainServer,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const all = new Map<string, string>();
  for (const path of paths) all.set(path, (await readApi(server, path)).text);
  return all;
}

/** Paths that one server tells otherwise than another, but for those of SNAPSHOTS. */
export function differences(told: ReadonlyMap<string, string>, truth: ReadonlyMap<string, string>): readonly string[] {
  return [...truth.keys()].filter((path) => !SNAPSHOTS.includes(path) && told.get(path) !== truth.get(path));
}
