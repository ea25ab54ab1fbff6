import { once } from 'node:events';
import { createServer } from 'node:net';

/** A server on loopback that ends every connection at once, and knows when each of them came. */
export interface SlammingServer {
  readonly port: number;
  /** On the clock of `performance.now()`. */
  readonly callsAt: readonly number[];
  /** Times between each call and the one before it, in ms. */
  pauses(): readonly number[];
  close(): void;
}

export async function startSlammingServer(port = 0): Promise<SlammingServer> {
  const callsAt: number[] = [];
  const server = createServer((socket) => {
    callsAt.push(performance.now());
    socket.destroy();
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('a TCP server has an address with a port');
  return {
    port: address.port,
    callsAt,
    pauses: () => callsAt.slice(1).map((at, place) => at - (callsAt[place] ?? at)),
    close: () => server.close(),
  };
}
