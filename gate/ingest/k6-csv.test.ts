import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Series } from '../core/model/series.ts';
import { QUANTILE_RELATIVE_ERROR } from '../core/stats/histogram.ts';
import { mergeBuckets } from '../core/stats/merge-buckets.ts';
import { quantile } from '../core/stats/quantile.ts';
import { createK6CsvIngest, type K6CsvIngestOptions } from './k6-csv.ts';
import type { K6Ingest } from './k6-ingest.ts';
import { scriptMetrics } from './script-metrics.ts';
import type { WatchedSeries } from './watched-samples.ts';

/** Recordings of real runs; made by bench/ingest/record.ts, where the scripts stand. */
type Recording = 'mixed' | 'failing' | 'judged' | 'dropped' | 'throwing' | 'aborted' | 'interrupted' | 'defaults';

const textOf = (name: Recording) => readFileSync(new URL(`recordings/${name}.csv`, import.meta.url), 'utf8');
const bytesOf = (text: string) => new TextEncoder().encode(text);

function ingest(text: string, options: K6CsvIngestOptions = {}): K6Ingest {
  const reader = createK6CsvIngest(options);
  reader.write(bytesOf(text));
  return reader.end();
}

/** A second reader, as plain as can be: all of the file's samples as objects. */
function samplesOf(text: string): readonly Readonly<Record<string, string>>[] {
  const fields = Array.from(text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\n]*))(,|\n)/g), ([, quoted, plain, end]) => ({
    field: quoted?.replaceAll('""', '"') ?? plain ?? '',
    isLast: end === '\n',
  }));
  const rows: string[][] = [[]];
  for (const { field, isLast } of fields) {
    rows.at(-1)?.push(field);
    if (isLast) rows.push([]);
  }
  const [header = [], ...records] = rows.slice(0, -1);
  return records.map((record) => Object.fromEntries(header.map((column, index) => [column, record[index] ?? ''])));
}

function find(run: K6Ingest, name: string, route: string | null = null): Series {
  const series = run.series.find((one) => one.name === name && one.route === route);
  if (series === undefined) throw new Error(`no series ${name} of ${route}`);
  return series;
}

function distribution(run: K6Ingest, name: string, route: string | null = null) {
  const series = find(run, name, route);
  if (series.kind !== 'distribution') throw new Error(`${name} is a ${series.kind}`);
  return mergeBuckets(series.blocks);
}

/** Numerator, denominator and their ratio, over the whole run. */
function ratio(run: K6Ingest, name: string, route: string | null = null) {
  const series = find(run, name, route);
  if (series.kind !== 'ratio') throw new Error(`${name} is a ${series.kind}`);
  const numerator = series.blocks.reduce((sum, block) => sum + block.numerator, 0);
  const denominator = series.blocks.reduce((sum, block) => sum + block.denominator, 0);
  return { numerator, denominator, ratio: numerator / denominator };
}

const watchOf = (metric: string, more: Partial<WatchedSeries> = {}): WatchedSeries => ({
  name: metric,
  metric,
  selector: {},
  asks: 'distribution',
  better: 'lower',
  ...more,
});

test('requests, routes and latencies of a real run are those that a plain reader finds', () => {
  const text = textOf('mixed');
  const run = ingest(text);
  const durations = samplesOf(text).filter((one) => one.metric_name === 'http_req_duration' && one.scenario !== '');
  expect(run.requests).toBe(durations.length);
  expect(new Set(run.series.map(({ route }) => route))).toEqual(
    new Set([null, 'GET /items', 'POST /users/:id/posts', 'odd "name", of two lines']),
  );
  const ofItems = durations
    .filter(({ name }) => name === 'GET /items')
    .map((one) => Number(one.metric_value))
    .sort((one, other) => one - other);
  const latency = distribution(run, 'latency', 'GET /items');
  expect([latency.count, latency.min, latency.max]).toEqual([ofItems.length, ofItems[0], ofItems.at(-1)]);
  const median = quantile(latency, 0.5);
  const exact = ((ofItems[(ofItems.length - 1) >> 1] ?? 0) + (ofItems[ofItems.length >> 1] ?? 0)) / 2;
  expect(Math.abs(median - exact)).toBeLessThanOrEqual(exact * QUANTILE_RELATIVE_ERROR);
});

test('set-up and teardown are no load', () => {
  const run = ingest(textOf('mixed'));
  expect(textOf('mixed')).toContain('/setup');
  expect(run.series.filter(({ route }) => route?.includes('setup') || route?.includes('teardown'))).toEqual([]);
});

test('a group is load, whatever its name', () => {
  const header = 'metric_name,timestamp,metric_value,group,name,status,extra_tags\n';
  const requests = ['::setup', '::setupBasket', '::teardown'].map(
    (group) => `http_req_duration,${START},5,${group},/a,200,\n`,
  );
  expect(ingest(header + requests.join('')).requests).toBe(3);
});

test('checks are counted by name, quoted names too', () => {
  const { evidence } = ingest(textOf('mixed'));
  expect(evidence.checks).toEqual({
    'is 200': { passes: evidence.iterations, fails: 0 },
    'is, "quoted"': { passes: 0, fails: evidence.iterations },
  });
});

test('offsets begin at the second of the first sample', () => {
  const text = textOf('mixed');
  const first = samplesOf(text).find(({ scenario }) => scenario !== '');
  expect(ingest(text).startedAtMs).toBe(Math.floor(Number(first?.timestamp) / 1e6) * 1000);
});

test('failed requests count as errors by route and status or error code, and never into the latency', () => {
  const run = ingest(textOf('failing'));
  const { iterations, failures, zeroDurationFailures } = run.evidence;
  expect(iterations).toBeGreaterThan(0);
  expect(failures).toEqual({
    'GET /fail': { '503': iterations },
    'GET /refused': { '1212': iterations },
    'GET /slow': { '1050': iterations },
    // `responseCallback: null`: k6 itself judges nothing, and a 503 is no success for that.
    'GET /unjudged': { '503': iterations },
  });
  expect(run.unjudgedRequests).toBe(iterations);
  // Refused at once; the timeout took its time.
  expect(zeroDurationFailures).toEqual({ 'GET /refused': iterations });
  expect(distribution(run, 'latency', 'GET /refused').count).toBe(0);
  expect(distribution(run, 'latency').count).toBe(iterations);
  expect(ratio(run, 'error-rate')).toEqual({ numerator: 4 * iterations, denominator: 5 * iterations, ratio: 0.8 });
});

test('what the script expects says which requests failed, of those that go at the same time too', () => {
  const run = ingest(textOf('judged'));
  const { iterations, failures } = run.evidence;
  expect(iterations).toBeGreaterThan(5);
  expect(failures).toEqual({ 'GET /items': { '200': iterations } });
  expect(distribution(run, 'latency', 'GET /fail').count).toBe(iterations);
  expect(distribution(run, 'latency', 'GET /items').count).toBe(0);
  expect(ratio(run, 'error-rate')).toMatchObject({ numerator: iterations, denominator: 3 * iterations });
});

test('dropped iterations are counted, and the rate is that of those that ran', () => {
  const run = ingest(textOf('dropped'));
  const { iterations, droppedIterations } = run.evidence;
  const counted = (metric: string) => samplesOf(textOf('dropped')).filter((one) => one.metric_name === metric).length;
  expect([iterations, droppedIterations]).toEqual([counted('iterations'), counted('dropped_iterations')]);
  expect(iterations + droppedIterations).toBeGreaterThanOrEqual(99);
  expect(ratio(run, 'iterations').ratio).toBeLessThan(15);
});

test('a script that always throws leaves iterations without requests', () => {
  const run = ingest(textOf('throwing'));
  expect(run.evidence.iterations).toBeGreaterThan(5);
  expect(run.requests).toBe(0);
  expect(find(run, 'latency').blocks).toEqual([]);
});

test.each(['aborted', 'interrupted'] as const)('a run that was %s is read up to its end', (name) => {
  const run = ingest(textOf(name));
  expect(run.requests).toBeGreaterThanOrEqual(9);
  expect(run.evidence).toMatchObject({ unreadable: 0, isTruncated: false });
});

test("a file that a person recorded with k6's own tags and whole seconds is read too", () => {
  const run = ingest(textOf('defaults'));
  expect(run.requests).toBe(12);
  expect(find(run, 'latency', 'GET /items/:id').blocks.length).toBeGreaterThan(0);
});

test('output without the columns of later versions is read', () => {
  const header = 'metric_name,timestamp,metric_value,name,status,extra_tags\n';
  const run = ingest(`${header}http_req_duration,1795000000,12.5,http://h/a,200,\n`);
  expect(run.series.map(({ route }) => route)).toContain('/a');
});

test('the first and the last second do not distort the throughput', () => {
  const perSecond = 100;
  const moments = Array.from({ length: perSecond * 3 }, (_, n) => 1_795_000_000_700_000 + (n * 1e6) / perSecond);
  const run = ingest(requestLines(moments.map((micros) => ({ micros }))));
  const throughput = find(run, 'throughput');
  // 0.3 s, two whole seconds, 0.7 s less one step: the first is no rate.
  expect(throughput.blocks.map(({ at }) => at)).toEqual([1, 2, 3]);
  expect(Math.abs(ratio(run, 'throughput').ratio - perSecond)).toBeLessThan(1);
});

test('seconds without any request count as zero in the throughput, and are no samples elsewhere', () => {
  const run = ingest(requestLines([0, 0.1, 0.9, 3, 3.1, 3.9, 4].map((second) => ({ micros: START + second * 1e6 }))));
  expect(find(run, 'throughput').blocks.map((block) => 'numerator' in block && block.numerator)).toEqual([3, 0, 0, 3]);
  expect(find(run, 'error-rate').blocks.map(({ at }) => at)).toEqual([0, 3, 4]);
});

test('the first 200 routes are told apart, the others count together', () => {
  const run = ingest(requestLines(Array.from({ length: 500 }, (_, n) => ({ micros: START + n, name: `route ${n}` }))));
  const routes = new Set(run.series.map(({ route }) => route));
  expect(routes.size).toBe(1 + 200 + 1);
  expect(distribution(run, 'latency', 'other').count).toBe(300);
  expect(distribution(run, 'latency').count).toBe(500);
  expect(run.evidence.foldedRoutes).toBe(300);
});

test('hostile names stay names', () => {
  const names = ['__proto__', 'constructor', '<script>', 'a,b', 'a"b', 'x'.repeat(5000)];
  const run = ingest(requestLines(names.map((name) => ({ micros: START, name, failed: true }))));
  const kept = ['(__proto__)', ...names.slice(1, -1), `${'x'.repeat(199)}…`];
  expect(Object.keys(run.evidence.failures)).toEqual(kept);
  expect(JSON.parse(JSON.stringify(run.evidence)).failures).toEqual(run.evidence.failures);
});

test('watched series follow k6: failed requests count, tags of the script select', () => {
  const text = textOf('failing');
  const run = ingest(text, {
    watch: [
      watchOf('http_req_duration'),
      watchOf('http_req_duration', { name: 'fail', selector: { name: 'GET /fail', status: '503' } }),
    ],
  });
  expect(distribution(run, 'http_req_duration').count).toBe(run.requests);
  expect(distribution(run, 'fail').count).toBe(run.evidence.iterations);
});

test("a script's own metrics become what its thresholds ask of them", () => {
  const run = ingest(textOf('mixed'), {
    metrics: scriptMetrics("new Trend('render_time', true)"),
    watch: [
      watchOf('render_time', { selector: { kind: 'a' } }),
      watchOf('login_ok', { name: 'login_ok.rate', asks: 'rate' }),
      watchOf('orders', { name: 'orders.count', asks: 'count' }),
      watchOf('orders', { name: 'orders.rate', asks: 'rate' }),
      watchOf('queue', { name: 'queue.value', asks: 'value' }),
      watchOf('vus', { name: 'vus.value', asks: 'value' }),
      watchOf('http_req_waiting', { selector: { side: 'left' } }),
    ],
  });
  const { iterations } = run.evidence;
  expect(distribution(run, 'render_time')).toMatchObject({ count: iterations, min: 3.5, max: 3.5 });
  expect(find(run, 'render_time').unit).toBe('ms');
  expect(ratio(run, 'login_ok.rate')).toMatchObject({ numerator: iterations, denominator: iterations });
  expect(ratio(run, 'orders.count').ratio).toBeCloseTo(2 * iterations, 6);
  // Two orders in each of eight iterations a second.
  expect(Math.abs(ratio(run, 'orders.rate').ratio - 16)).toBeLessThan(2.5);
  expect(find(run, 'orders.rate').unit).toBe('1/s');
  expect(find(run, 'queue.value').blocks.every((block) => 'value' in block && block.value === 4)).toBe(true);
  expect(find(run, 'vus.value').blocks.length).toBeGreaterThan(0);
  expect(distribution(run, 'http_req_waiting').count).toBe(iterations);
});

test('a counter of ones is a rate per second where the script says so, and a share where nothing does', () => {
  const lines = [0, 0.5, 1, 1.5, 2].map((second) => `errors,${START + second * 1e6},1,,,s,,\n`).join('');
  const watch = [watchOf('errors', { asks: 'rate' })];
  expect(
    ingest(HEADER + lines, { watch, metrics: scriptMetrics("new Counter('errors')") }).series.at(-1),
  ).toMatchObject({
    unit: '1/s',
  });
  expect(ingest(HEADER + lines, { watch }).series.at(-1)).toMatchObject({ unit: 'share' });
});

test('one path of two hosts is two routes, where it is known which of them is the subject', () => {
  const names = ['http://127.0.0.1:8080/ok', 'http://127.0.0.1:9090/ok'];
  const text = requestLines(names.map((name) => ({ micros: START, name })));
  const routesOf = (run: K6Ingest) => [...new Set(run.series.map(({ route }) => route))];
  expect(routesOf(ingest(text, { hosts: { homes: ['http://127.0.0.1:8080'], passed: {} } }))).toEqual([
    null,
    'GET /ok',
    'GET 127.0.0.1:9090/ok',
  ]);
  expect(routesOf(ingest(text))).toEqual([null, 'GET /ok']);
});

test('a watched series without samples is there, and empty', () => {
  const run = ingest(textOf('mixed'), { watch: [watchOf('nothing'), watchOf('orders', { selector: { kind: 'z' } })] });
  expect([find(run, 'nothing').blocks, find(run, 'orders').blocks]).toEqual([[], []]);
});

test('a run is what it is in whatever pieces and order its requests come', () => {
  // `vus` is sampled by the clock, and kept only from the first line of the load on.
  const [header = '', ...samples] = textOf('judged')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('vus'));
  const expected = rounded(ingest(`${[header, ...samples].join('\n')}\n`));
  const requests = requestsOf(samples);
  expect(requests.length).toBeGreaterThan(20);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 1e6 }), (size, seed) => {
      const keyOf = (index: number) => Math.imul(index + seed, 0x9e3779b1) >>> 0;
      const shuffled = requests
        .map((lines, index) => ({ lines, key: keyOf(index) }))
        .sort((one, other) => one.key - other.key)
        .flatMap(({ lines }) => lines);
      const bytes = bytesOf(`${header}\n${shuffled.join('\n')}\n`);
      const reader = createK6CsvIngest();
      for (let from = 0; from < bytes.length; from += size) reader.write(bytes.subarray(from, from + size));
      expect(rounded(reader.end())).toEqual(expected);
    }),
    { numRuns: 30 },
  );
});

test('no input, and a header alone, are a run without samples', () => {
  for (const text of ['', HEADER]) {
    const run = ingest(text);
    expect(run).toMatchObject({ startedAtMs: null, durationSeconds: 0, requests: 0 });
    expect(run.series.map(({ name, blocks }) => [name, blocks])).toEqual([
      ['latency', []],
      ['error-rate', []],
      ['throughput', []],
    ]);
  }
});

test('a torn last line is evidence', () => {
  const text = textOf('mixed');
  const cut = ingest(text.slice(0, text.lastIndexOf(',steady,')));
  expect(cut.evidence).toMatchObject({ isTruncated: true, unreadable: 0 });
  expect(cut.requests).toBeGreaterThan(0);
});

test('some garbage is counted, more than one line in a thousand refuses the whole', () => {
  const moments = Array.from({ length: 999 }, (_, n) => ({ micros: START + n * 1000 }));
  const good = requestLines(moments);
  expect(ingest(`${good}garbage\n`).evidence.unreadable).toBe(1);
  expect(() => ingest(`${good}garbage\ngarbage\ngarbage\n`)).toThrow(
    expect.objectContaining({ code: 'K6_OUTPUT_UNREADABLE' }),
  );
});

test('a sample of another day or another century is garbage', () => {
  const good = requestLines(Array.from({ length: 3000 }, (_, n) => ({ micros: START + n * 1000 })));
  const run = ingest(`${good}http_req_duration,1,5,,,s,200,\nhttp_req_duration,${START + 86_400e6},5,,,s,200,\n`);
  expect(run).toMatchObject({ blockSeconds: 1, requests: 3000, evidence: { unreadable: 2 } });
});

test.each([
  ['{"type":"Metric"}\n', 'K6_OUTPUT_FOREIGN'],
  ['http_req_duration,1795000000,1,true,a,200,\n', 'K6_OUTPUT_FOREIGN'],
  ['metric_name,timestamp,metric_value,name,extra_tags\n', 'K6_OUTPUT_TAGS'],
])('the header %s is refused', (header, code) => {
  expect(() => ingest(header)).toThrow(expect.objectContaining({ code }));
});

test('progress tells of all requests and of the last whole second', () => {
  const reader = createK6CsvIngest();
  expect(reader.progress()).toEqual({ requests: 0, failedRequests: 0, requestsPerSecond: 0, p50Ms: null, p95Ms: null });
  const moments = [0, 0.5, 1, 1.2, 1.4, 2].map((second) => ({ micros: START + second * 1e6, durationMs: 10 + second }));
  reader.write(
    bytesOf(requestLines(moments) + requestLines([{ micros: START + 1.5e6, failed: true }]).slice(HEADER.length)),
  );
  const progress = reader.progress();
  expect(progress).toMatchObject({ requests: 7, failedRequests: 1, requestsPerSecond: 4 });
  expect(progress.p95Ms).toBeCloseTo(11.38, 0);
  expect(reader.end().requests).toBe(7);
});

const HEADER = 'metric_name,timestamp,metric_value,method,name,scenario,status,extra_tags\n';
const START = 1_795_000_000_000_000;

interface MadeRequest {
  readonly micros: number;
  readonly durationMs?: number;
  readonly name?: string;
  readonly failed?: boolean;
}

function requestLines(requests: readonly MadeRequest[]): string {
  const lines = requests.map(({ micros, durationMs = 5, name = 'GET /', failed = false }) => {
    const field = /[",\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
    const tags = `GET,${field},s,${failed ? 500 : 200},`;
    const at = Math.round(micros);
    return `http_req_duration,${at},${durationMs},${tags}\nhttp_req_failed,${at},${failed ? 1 : 0},${tags}\n`;
  });
  return HEADER + lines.join('');
}

/** Lines of the same request stay together, as k6 writes them; lines of no request are by themselves. */
function requestsOf(samples: readonly string[]): readonly (readonly string[])[] {
  const requests: string[][] = [];
  for (const line of samples) {
    if (line.startsWith('http_') && !line.startsWith('http_reqs,')) requests.at(-1)?.push(line);
    else requests.push([line]);
  }
  return requests;
}

/** Sums of the same numbers in another order differ in their last digits; routes come in the order of appearance. */
function rounded(run: K6Ingest): unknown {
  const series = run.series.toSorted((one, other) =>
    `${one.name}${one.route}`.localeCompare(`${other.name}${other.route}`),
  );
  return JSON.parse(
    JSON.stringify({ ...run, series }, (_, value: unknown) =>
      typeof value === 'number' ? Number(value.toFixed(6)) : value,
    ),
  );
}
