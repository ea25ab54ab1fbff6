/**
 * A service whose speed is known: it burns `BUSY_US` microseconds for each request, `busyUs` of the checkout where that is not
 * set. `BROKEN` makes it end at once. It counts its requests and its work, as services do.
 */
import { createServer } from 'node:http';
import { busyUs, isBroken } from './speed.mjs';

if (isBroken) {
  process.stderr.write('out of coffee\n');
  process.exit(3);
}
const microseconds = Number(process.env.BUSY_US ?? busyUs);
let requests = 0;
let statements = 0;
const server = createServer((request, response) => {
  if (request.url === '/metrics') {
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(`http_requests_total ${requests}\nsql_statements_total ${statements}\n`);
    return;
  }
  requests += 1;
  statements += Number(process.env.STATEMENTS ?? 1);
  if (requests > Number(process.env.DIES_AFTER ?? Number.POSITIVE_INFINITY)) process.exit(4);
  burn(microseconds);
  response.end('hello\n');
});
server.listen(Number(process.env.PORT), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));

function burn(length) {
  const until = performance.now() + length / 1000;
  while (performance.now() < until);
}
