import type { Socket } from 'node:net';
import { errorBody } from './error-answer.ts';

/** Answers bytes that are no request in the envelope of all errors, and ends the connection. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [statusLine, code, message] = refusal(error.code);
  const body = errorBody({ code, message });
  const head = `HTTP/1.1 ${statusLine}\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${body.length}`;
  socket.end(`${head}\r\ncache-control: no-store\r\nconnection: close\r\n\r\n${body}`);
}

function refusal(code: string | undefined): readonly [statusLine: string, code: string, message: string] {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return ['431 Request Header Fields Too Large', 'HEADERS_TOO_LARGE', 'the headers are too large'];
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return ['408 Request Timeout', 'REQUEST_INCOMPLETE', 'the request did not arrive in time'];
  }
  return ['400 Bad Request', 'HTTP_INVALID', 'this is no HTTP request'];
}
