import { connect } from 'node:net';
import type { Client } from 'pg';

/** Instead of a protocol's version: this is no connection, but a request to cancel. Source: PostgreSQL, "CancelRequest". */
const CANCEL = (1234 << 16) | 5678;
const REQUEST_BYTES = 16;
/** A server that has not taken a request by then never will. */
const LONGEST_MS = 30_000;

/** What a server hands a connection at its start, so that others can ask it to cancel what runs there. */
export class CancelKey {
  readonly #client: Client;
  #key: { readonly processID: number; readonly secretKey: number } | undefined;

  /** Of a client that has not connected yet. */
  constructor(client: Client) {
    this.#client = client;
    client.connection.once('backendKeyData', (key) => {
      this.#key = key;
    });
  }

  /**
   * Asks for it, by a connection of its own, as one has to; nobody answers: what runs fails with 57014, or ends as if nobody had asked.
   * It may come too late and hit what runs next, so that the connection is not to be used again. In the clear, as servers take
   * it however connections are encrypted: whoever reads the key learns nothing that is of use after it.
   */
  cancel(): void {
    if (this.#key === undefined) return;
    const request = Buffer.alloc(REQUEST_BYTES);
    const { processID, secretKey } = this.#key;
    for (const [place, word] of [REQUEST_BYTES, CANCEL, processID, secretKey].entries()) {
      request.writeInt32BE(word, 4 * place);
    }
    const { host, port } = this.#client;
    const socket = connect(host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port });
    socket.on('error', () => {}).setTimeout(LONGEST_MS, () => socket.destroy());
    socket.unref().end(request);
  }
}
