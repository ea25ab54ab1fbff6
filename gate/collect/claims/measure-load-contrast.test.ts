import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { judgeClaim } from '../../core/decide/judge-claim.ts';
import type { ClaimLoad, LoadContrast } from '../../core/model/claim.ts';
import { type LoadContrastRun, measureLoadContrast } from './measure-load-contrast.ts';
import { requestTrace } from './request-trace.ts';

const LOAD: ClaimLoad = {
  routes: [{ route: 'GET /items/:id', path: '/items/{1..20}' }],
  zipf: 1,
  rate: 400,
  blocks: 20,
  requests: 10,
  warmUp: 5,
};

/** Answers after what the header `x-slow-ms` says, or with its status; keeps what it was asked. */
async function startServer() {
  const asked: { readonly side: string; readonly path: string }[] = [];
  const server = createServer(async (request, response) => {
    const { 'x-side': side, 'x-slow-ms': slow = '0', 'x-status': status = '200' } = request.headers;
    asked.push({ side: String(side), path: request.url ?? '' });
    await sleep(Number(slow));
    const cached = side === 'with' ? { 'x-cache': 'l1', 'server-timing': 'cache;dur=0.5' } : { 'x-cache': 'miss' };
    response.writeHead(Number(status), cached).end('x'.repeat(side === 'with' ? 10 : 40));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  return { asked, origin: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`) };
}

async function measure(
  kind: LoadContrast['kind'],
  headers: Readonly<Record<'with' | 'without', Readonly<Record<string, string>>>>,
  load = LOAD,
  { looks = [load.blocks], isDecided = () => false }: Partial<Pick<LoadContrastRun, 'looks' | 'isDecided'>> = {},
) {
  const { origin, asked } = await startServer();
  const side = (name: 'with' | 'without') => ({ origin, headers: { 'x-side': name, ...headers[name] }, counters: [] });
  const measured = await measureLoadContrast({
    contrast: { kind, load },
    looks,
    isDecided,
    sides: { with: side('with'), without: side('without') },
    nextPair: requestTrace({ load, facts: {}, seed: 1, headersOf: () => ({}) }),
    onBlock() {},
    signal: new AbortController().signal,
  });
  const measurement = { contrast: 'c', net: null, startedAt: '', seconds: 1, ...measured, problems: [], facts: {} };
  const judge = (rule: Parameters<typeof judgeClaim>[0]['rule']) =>
    judgeClaim({ id: 'K1', document: '', place: '', says: '', reading: null, contrast: 'c', rule }, measurement);
  return { asked, measured, judge };
}

test('a planted difference is found, request by request, over the same paths on both sides', async () => {
  const { asked, judge } = await measure('requests', { with: {}, without: { 'x-slow-ms': '120' } });
  expect(judge({ kind: 'limit', metric: 'latency.p50', below: 80 }).verdict).toBe('confirmed');
  expect(judge({ kind: 'change', metric: 'bytes-per-request', atMost: -0.7 }).verdict).toBe('confirmed');
  expect(judge({ kind: 'limit', metric: 'hit-rate-l1', above: 0.9 }).verdict).toBe('confirmed');
  expect(judge({ kind: 'limit', metric: 'phase-cache.mean', below: 1 })).toMatchObject({
    verdict: 'invalid',
    with: { value: 0.5 },
  });
  const paths = (side: string) => asked.filter((one) => one.side === side).map(({ path }) => path);
  expect(paths('with').toSorted()).toEqual(paths('without').toSorted());
  expect(paths('with')).toHaveLength(20 * 10 + 5);
  expect(new Set(asked.slice(10).map(({ side }, index) => `${side} ${index % 2}`)).size, 'either side goes first').toBe(
    4,
  );
});

test('whole blocks in turn have a throughput', async () => {
  const { rate, ...closed } = LOAD;
  const { judge } = await measure('blocks', { with: {}, without: { 'x-slow-ms': '50' } }, { ...closed, clients: 2 });
  expect(judge({ kind: 'limit', metric: 'throughput', above: 60 }).verdict).toBe('confirmed');
  expect(judge({ kind: 'limit', metric: 'latency.p95', below: 15 })).toMatchObject({
    verdict: 'invalid',
    reason: expect.stringContaining('closed model'),
  });
});

test('it is looked at after the planned blocks, and ends at the first look that is certain', async () => {
  const seen: number[] = [];
  const { measured } = await measure('requests', { with: {}, without: {} }, LOAD, {
    looks: [5, 10, 20],
    isDecided: ({ with: withIt }) => {
      seen.push(withIt.evidence.iterations);
      return seen.length === 2;
    },
  });
  expect(seen).toEqual([50, 100]);
  expect(measured.looks).toEqual({ taken: 2, planned: 3 });
  expect(measured.with.evidence).toMatchObject({ plannedIterations: 100, iterations: 100, droppedIterations: 0 });
});

test('one that is never certain goes on to its last block', async () => {
  const { measured } = await measure('requests', { with: {}, without: {} }, LOAD, { looks: [5, 10, 20] });
  expect(measured.looks).toEqual({ taken: 3, planned: 3 });
  expect(measured.without.evidence.iterations).toBe(200);
});

test('a side that fails is no fair sample', async () => {
  const { judge } = await measure('requests', { with: {}, without: { 'x-status': '503' } });
  expect(judge({ kind: 'limit', metric: 'error-rate', below: 0.5 }).verdict).toBe('confirmed');
  expect(judge({ kind: 'change', metric: 'latency.mean', atMost: 1 }).verdict).toBe('invalid');
});

test('the same seed asks for the same, and facts of the subject bound what is asked for', () => {
  const load = { ...LOAD, routes: [{ route: 'r', path: '/u/{users}/{a|b}' }] };
  const paths = (seed: number) => {
    const next = requestTrace({ load, facts: { users: '3' }, seed, headersOf: () => ({}) });
    return Array.from({ length: 200 }, () => next().path);
  };
  expect(paths(1)).toEqual(paths(1));
  expect(paths(1)).not.toEqual(paths(2));
  expect(new Set(paths(1))).toEqual(new Set(['/u/1/a', '/u/2/a', '/u/3/a', '/u/1/b', '/u/2/b', '/u/3/b']));
  expect(() => requestTrace({ load, facts: {}, seed: 1, headersOf: () => ({}) })).toThrow(
    expect.objectContaining({ code: 'CLAIMS_INVALID' }),
  );
});

test('an interruption ends a measurement', async () => {
  const { origin } = await startServer();
  const side = { origin, headers: {}, counters: [] };
  const stop = new AbortController();
  const measuring = measureLoadContrast({
    contrast: { kind: 'requests', load: LOAD },
    looks: [LOAD.blocks],
    isDecided: () => false,
    sides: { with: side, without: side },
    nextPair: requestTrace({ load: LOAD, facts: {}, seed: 1, headersOf: () => ({}) }),
    onBlock: (number) => number === 3 && stop.abort(new Error('Ctrl-C')),
    signal: stop.signal,
  });
  await expect(measuring).rejects.toThrow('Ctrl-C');
});
