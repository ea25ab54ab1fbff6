/**
 * The other side of the comparison: node:http and nothing else, sending one body with its type, encoding and length and no
 * other header: the least that says the same. Gets the body
 * from its parent, tells its port, then answers every message with the CPU time it has used, in seconds.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the parent sends first. */
export interface BareBody {
  readonly base64: string;
  readonly headers: Readonly<Record<string, string>>;
}

process.once('message', (message) => {
  const { base64, headers } = message as BareBody; // from run.ts, which forked us
  const body = Buffer.from(base64, 'base64');
  const sent = { ...headers, 'content-length': body.length };
  const server = createServer((_request, response) => {
    response.writeHead(200, sent);
    response.end(body);
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.((user + system) / 1e6);
  });
});
process.once('disconnect', () => process.exit());
