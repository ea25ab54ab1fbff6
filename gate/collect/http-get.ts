import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

/** Nothing that we read of a subject is longer; a longer body is not read to the end. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/**
 * One GET on a connection of its own, closed afterwards, so that no idle socket delays the subject's end.
 * Follows no redirect. `body` is null where it is longer than 4 MiB. Rejects where no answer came within the deadline.
 */
export function httpGet(
  url: string,
  options: {
    readonly deadlineMs: number;
    readonly accept?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly signal?: AbortSignal;
  },
): Promise<{ readonly status: number; readonly body: string | null }> {
  const deadline = AbortSignal.timeout(options.deadlineMs);
  const signal = options.signal ? AbortSignal.any([deadline, options.signal]) : deadline;
  const headers = { connection: 'close', accept: options.accept ?? '*/*', ...options.headers };
  return new Promise((resolve, reject) => {
    const get = url.startsWith('https:') ? requestHttps : requestHttp;
    const request = get(url, { agent: false, headers, signal }, (response) => {
      const status = response.statusCode ?? 0;
      const chunks: Buffer[] = [];
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
        chunks.push(chunk);
        if (length <= MAX_BODY_BYTES) return;
        resolve({ status, body: null });
        response.destroy();
      });
      response.on('end', () => resolve({ status, body: Buffer.concat(chunks).toString('utf8') }));
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end();
  });
}
