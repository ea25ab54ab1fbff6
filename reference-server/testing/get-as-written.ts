import { connect } from 'node:net';

/** The whole answer to a GET of a path that goes out as it is written: clients would mend `/../`. */
export async function getAsWritten(url: string, path: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  return String(Buffer.concat(await socket.toArray()));
}
