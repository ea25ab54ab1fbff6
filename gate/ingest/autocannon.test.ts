import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import autocannon from 'autocannon';
import { expect, test } from 'vitest';
import { ingestAutocannon } from './autocannon.ts';

/** A real shot of one second at a server that answers every tenth request with 500. */
async function realShot(): Promise<unknown> {
  let answers = 0;
  const server = createServer((_request, response) => {
    answers += 1;
    response.statusCode = answers % 10 === 0 ? 500 : 200;
    response.end('ok');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const { port } = server.address() as AddressInfo; // listens on TCP
    return JSON.parse(
      JSON.stringify(await autocannon({ url: `http://127.0.0.1:${port}`, connections: 2, amount: 200 })),
    );
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test("autocannon's own result becomes throughput and error rate, a block a shot", async () => {
  const { measurement, evidence } = ingestAutocannon([
    { tool: 'autocannon', shot: 'GET /', batches: [await realShot()] },
  ]);
  expect(measurement.series).toMatchObject([
    { name: 'throughput', route: 'GET /', unit: '1/s', blocks: [{ at: 0, numerator: 200 }] },
    { name: 'error-rate', route: 'GET /', blocks: [{ at: 0, numerator: 20, denominator: 200 }] },
  ]);
  expect(evidence).toMatchObject({ isOpenModel: false, failures: { 'GET /': { '5xx': 20 } } });
});

test('answers of 400 and above and requests without an answer are failures', () => {
  const batch = { duration: 1, requests: { total: 90 }, errors: 10, '4xx': 3, '5xx': 2 };
  const { measurement, evidence } = ingestAutocannon([{ tool: 'autocannon', shot: 'GET /', batches: [batch] }]);
  expect(measurement.series[1]).toMatchObject({ name: 'error-rate', blocks: [{ numerator: 15, denominator: 100 }] });
  expect(evidence.failures).toEqual({ 'GET /': { 'no answer': 10, '4xx': 3, '5xx': 2 } });
});

test('latencies are taken from the histogram of the shot, never from the whole milliseconds of autocannon', async () => {
  const shot = await realShot();
  const latencyHistogram = { count: 2, sum: 0.5, min: 0.2, max: 0.3, buckets: [2262, 1, 2330, 1] };
  const batches = [{ ...(shot as object), latencyHistogram }];
  const { measurement } = ingestAutocannon([{ tool: 'autocannon', shot: 'GET /', batches }]);
  expect(measurement.series[2]).toMatchObject({
    name: 'latency',
    unit: 'ms',
    blocks: [{ at: 0, ...latencyHistogram }],
  });
});

test('a shot that is printed twice is refused, and no batch of it is passed over', () => {
  const shot = {
    tool: 'autocannon',
    shot: 'GET /',
    batches: [{ duration: 1, requests: { total: 90 }, errors: 0, '4xx': 0, '5xx': 0 }],
  };
  expect(() => ingestAutocannon([shot, shot])).toThrow('the suite printed "GET /" twice.');
});

test.each([
  [{}],
  [null],
  [{ tool: 'autocannon', shot: 'x', batches: [] }],
  [{ tool: 'autocannon', shot: 'x', batches: [{}] }],
])('%j is no result of autocannon', (input) => {
  expect(() => ingestAutocannon([input])).toThrow(expect.objectContaining({ code: 'SUITE_OUTPUT_UNREADABLE' }));
});
