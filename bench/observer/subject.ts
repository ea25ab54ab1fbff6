/**
 * What the observer's cost is measured on: a bare node:http server, the hardest case, because the faster the subject the
 * more samples a second there are to be read. Prints its port; answers GET /count with `{ requests, seconds }`: how many it has
 * answered so far, which no side counts itself, and its clock.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

let requests = 0;

const server = createServer((request, response) => {
  if (request.url === '/count') {
    response.end(JSON.stringify({ requests, seconds: performance.now() / 1000 }));
    return;
  }
  requests += 1;
  response.end('{"id":1,"name":"Ada"}');
});

server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
process.stdin.on('end', () => process.exit()).resume();
