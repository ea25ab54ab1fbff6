import { createServer, type RequestListener, type Server } from 'node:http';
import type { HttpSettings } from '../server-config.ts';
import type { Front } from './front.ts';

/** How often node:http looks for requests that take too long to arrive. */
const TIMEOUT_CHECK_MS = 1000;

/** A node:http server whose requests meet the front first and the router second. */
export function createNodeServer(front: Front, router: RequestListener, settings: HttpSettings): Server {
  return createServer(
    {
      requestTimeout: settings.requestTimeoutMs,
      keepAliveTimeout: settings.keepAliveTimeoutMs,
      connectionsCheckingInterval: TIMEOUT_CHECK_MS,
    },
    (request, response) => {
      if (!front.answer(request, response)) router(request, response);
    },
  );
}
