import { once } from 'node:events';
import { type Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';

export interface Received {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** As it travelled, not decoded. */
  readonly body: Buffer;
}

/** One HTTP request, answered with what really came over the line. */
export async function ask(
  url: string,
  options: { method?: string; headers?: Record<string, string>; body?: string; agent?: Agent } = {},
): Promise<Received> {
  const { method = 'GET', headers = {}, body, agent } = options;
  const sent = request(url, { method, headers, ...(agent === undefined ? {} : { agent }) });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(await response.toArray()) };
}

/** The body of a JSON answer. */
export function json(received: Received): unknown {
  return JSON.parse(received.body.toString());
}
