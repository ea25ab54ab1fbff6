import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { errorBody, HttpError } from './http-error.ts';

/** Answers bytes that are no request in the envelope of all errors, and ends the connection. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const refused = refusalOf(error.code);
  const body = errorBody(refused);
  socket.end(
    [
      `HTTP/1.1 ${refused.statusCode} ${STATUS_CODES[refused.statusCode]}`,
      'content-type: application/json; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
      'cache-control: no-store',
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

function refusalOf(nodeCode: string | undefined): HttpError {
  if (nodeCode === 'HPE_HEADER_OVERFLOW') return refusal(431, 'HEADERS_TOO_LARGE', 'the headers are too large');
  if (nodeCode === 'ERR_HTTP_REQUEST_TIMEOUT')
    return refusal(408, 'REQUEST_INCOMPLETE', 'the request did not arrive in time');
  return refusal(400, 'HTTP_INVALID', 'this is no HTTP request');
}

function refusal(statusCode: number, code: string, message: string): HttpError {
  return new HttpError({ statusCode, code, message });
}
