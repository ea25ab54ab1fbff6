/**
 * What the observer's cost is measured on: a bare node:http server, the hardest case, because the faster the subject the
 * more samples a second there are to be read. Counts the requests of a window itself, so that no side counts its own.
 * Prints its port; answers GET /window with `{ requests, seconds }` of the window since GET /start.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Left out at the start, while k6 begins and the JIT warms up. */
const LEAD_SECONDS = 1;
const WINDOW_SECONDS = 4;

let firstMs: number | null = null;
let inWindow = 0;

const server = createServer((request, response) => {
  if (request.url === '/start') {
    firstMs = null;
    inWindow = 0;
    response.end();
    return;
  }
  if (request.url === '/window') {
    response.end(JSON.stringify({ requests: inWindow, seconds: WINDOW_SECONDS }));
    return;
  }
  const now = performance.now();
  firstMs ??= now;
  const seconds = (now - firstMs) / 1000 - LEAD_SECONDS;
  if (seconds >= 0 && seconds < WINDOW_SECONDS) inWindow += 1;
  response.end('{"id":1,"name":"Ada"}');
});

server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
process.stdin.on('end', () => process.exit()).resume();
