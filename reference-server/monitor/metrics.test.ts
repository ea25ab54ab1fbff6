import { expect, onTestFinished, test } from 'vitest';
import { ask, json } from '../testing/ask.ts';
import { parseExposition } from '../testing/exposition.ts';
import { startTestServer } from '../testing/test-server.ts';
import { metricsFormat } from './monitor-routes.ts';

async function start() {
  const server = await startTestServer({ lab: { key: 'k' } });
  onTestFinished(() => server.app.close());
  const scrape = async (accept = 'text/plain') => {
    const received = await ask(`${server.url}/metrics`, { headers: { accept } });
    return { received, samples: parseExposition(received.body.toString()) };
  };
  return { ...server, scrape };
}

test('every answer counts once, whichever way it went, and control routes do not', async () => {
  const { url, scrape } = await start();
  const get = (path: string, headers = {}) => ask(url + path, { headers });
  await get('/items/a'); // a load
  const { body } = await get('/items/a'); // from the front
  const encoded = await get('/items/a', { 'accept-encoding': 'br' }); // from the front, encoded first
  await get('/items/a', { 'if-none-match': '*' });
  await get('/items/a?other=spelling'); // from L1 by the router
  await ask(`${url}/items/a`, { method: 'HEAD' });
  await ask(`${url}/items/b`, { method: 'HEAD' }); // a load
  const missing = await get('/items/missing');
  const broken = await get('/items/broken');
  const nowhere = await get('/nowhere/at/all');
  await get('/health');
  await get('/metrics');
  await ask(`${url}/lab/faults`, { method: 'PUT' });
  const { samples } = await scrape();
  expect(samples.get('http_requests_total')).toBe(10);
  expect(samples.get('http_request_errors_total')).toBe(1);
  const bytes = 3 * body.length + encoded.body.length + missing.body.length + broken.body.length + nowhere.body.length;
  expect(samples.get('http_response_bytes_total')).toBe(bytes);
  expect(samples.get('cache_requests_total')).toBe(9);
  expect(samples.get('cache_hits_total{tier="l1"}')).toBe(5);
  expect(samples.get('cache_hits_total{tier="l2"}')).toBe(0);
  expect(samples.get('cache_misses_total')).toBe(4);
  const route = 'method="GET",route="/items/:id"';
  expect(samples.get(`route_requests_total{${route}}`)).toBe(7);
  expect(samples.get('route_requests_total{method="HEAD",route="/items/:id"}')).toBe(2);
  expect(samples.get('route_requests_total{method="ANY",route="unmatched"}')).toBe(1);
  expect(samples.get('route_requests_total{method="GET",route="/health"}')).toBe(1);
  const classes = ['1xx', '2xx', '3xx', '4xx', '5xx'];
  expect(classes.map((status) => samples.get(`route_responses_total{${route},status="${status}"}`))).toEqual([
    0, 4, 1, 1, 1,
  ]);
  expect(samples.get(`route_duration_seconds_bucket{${route},le="+Inf"}`)).toBe(7);
  expect(samples.get(`route_duration_seconds_count{${route}}`)).toBe(7);
});

test('the text holds every counter that the collector reads, and JSON all that document 004 names', async () => {
  const { url, scrape } = await start();
  await ask(`${url}/items/a`);
  const { samples, received } = await scrape();
  expect(received.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  for (const name of [
    'http_requests_total',
    'http_request_errors_total',
    'http_response_bytes_total',
    'cache_requests_total',
    'cache_hits_total{tier="l1"}',
    'cache_hits_total{tier="l2"}',
    'cache_misses_total',
    'pool_busy_seconds_total',
    'pool_capacity_seconds_total',
    'sql_statements_total',
    'redis_commands_total',
    'process_cpu_seconds_total',
    'process_resident_memory_bytes',
    'nodejs_eventloop_delay_p99_seconds',
  ]) {
    expect([name, samples.get(name)]).toEqual([name, expect.any(Number)]);
  }
  expect([samples.get('pool_busy_seconds_total'), samples.get('pool_capacity_seconds_total')]).toEqual([3, 60]);
  const statements = samples.get('domain_sql_statements_total{domain="items"}');
  expect(samples.get('domain_sql_duration_seconds_bucket{domain="items",le="0.1"}')).toBe(statements);
  expect(samples.get('domain_sql_duration_seconds_count{domain="items"}')).toBe(statements);
  expect(samples.get('process_cpu_seconds_total')).toBeGreaterThan(0);
  expect(samples.get('process_resident_memory_bytes')).toBeGreaterThan(1e6);
  expect(samples.get(`server_info{node="${process.version}",note="a \\"quoted\\" \\\\ fact"}`)).toBe(1);

  const document = json(await ask(`${url}/metrics`));
  expect(document).toMatchObject({
    cache: { items: { reads: 1, misses: 1, hitRate: 0, l1: { size: 1, maxSize: 100, utilization: 0.01 } } },
    database: { items: { avgQueryTime: null, slowQueries: 0, cacheHitRate: null, queryCache: { reads: 0 } } },
    pool: { items: { max: 20, poolUtilization: 0.05 } },
    compression: { bodies: 0, bytesSaved: 0, compressionRate: null },
    timestamp: expect.any(Number),
  });
});

test('L1 is charged for each encoding that it keeps beside a body', async () => {
  const { url, scrape } = await start();
  const l1Bytes = async () => (await scrape()).samples.get('domain_cache_l1_bytes{domain="items"}') ?? 0;
  await ask(`${url}/items/a`);
  const before = await l1Bytes();
  const { body } = await ask(`${url}/items/a`, { headers: { 'accept-encoding': 'br' } });
  expect(await l1Bytes()).toBe(before + body.length);
  await ask(`${url}/items/a`, { headers: { 'accept-encoding': 'br' } });
  expect(await l1Bytes()).toBe(before + body.length);
});

test('OpenMetrics names its counters without "_total" and says where it ends', async () => {
  const { scrape } = await start();
  const { received } = await scrape('application/openmetrics-text;version=1.0.0');
  const text = received.body.toString();
  expect(received.headers['content-type']).toMatch(/^application\/openmetrics-text/);
  expect(text).toContain('# TYPE http_requests counter\nhttp_requests_total 0\n');
  expect(text.endsWith('\n# EOF\n')).toBe(true);
});

test.each([
  [undefined, 'json'],
  ['*/*', 'json'],
  ['application/json', 'json'],
  ['text/html,application/xhtml+xml,*/*;q=0.8', 'json'],
  ['text/plain', 'prometheus'],
  ['text/*', 'prometheus'],
  ['TEXT/PLAIN; version=0.0.4', 'prometheus'],
  ['application/json, text/plain', 'json'],
  ['application/json;q=0.5, text/plain', 'prometheus'],
  ['text/plain;q=0, */*', 'json'],
  ['application/openmetrics-text;version=1.0.0;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1', 'openmetrics'],
  ['image/png', 'json'],
  ['constructor', 'json'],
  ['text/plain;q=abc', 'json'],
])('Accept %j is answered with %s', (accept, format) => {
  expect(metricsFormat(accept)).toBe(format);
});
