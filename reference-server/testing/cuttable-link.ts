import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A loopback line to a server that a test can cut and mend, the server itself living on. */
export class CuttableLink {
  readonly port: number;
  readonly #target: number;
  readonly #sockets = new Set<Socket>();
  #server: Server;

  private constructor(server: Server, port: number, target: number) {
    this.#server = server;
    this.port = port;
    this.#target = target;
    this.#serve(server);
  }

  static async to(target: number): Promise<CuttableLink> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new TypeError('a TCP server has an address with a port');
    return new CuttableLink(server, address.port, target);
  }

  /** Ends every connection and refuses new ones. */
  async cut(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** What is connected now hears nothing any more, and is not told so; new connections work. */
  freeze(): void {
    for (const socket of this.#sockets) socket.pause();
  }

  async mend(): Promise<void> {
    this.#server = createServer().listen(this.port, '127.0.0.1');
    this.#serve(this.#server);
    await once(this.#server, 'listening');
  }

  #serve(server: Server): void {
    server.on('connection', (near) => {
      const far = connect(this.#target, '127.0.0.1');
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(socket);
        socket.on('error', () => {});
        socket.on('close', () => {
          this.#sockets.delete(socket);
          other.destroy();
        });
        socket.pipe(other);
      }
    });
  }
}
