import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from '../ports.ts';
import { statusCodeOf } from './answer-hooks.ts';
import { fieldsOf } from './fields.ts';
import { maskSensitive } from './mask-sensitive.ts';
import { isPerformanceRoute, isRead } from './rate-limit.ts';

/**
 * One line in the log for everything that somebody did to the server by a performance endpoint or the lab, and for every attempt:
 * who, from where, what, and with which outcome; 499: they left before the answer. Covers the routes that are registered after it.
 */
export function addActionLog(app: FastifyInstance, log: Logger): void {
  app.addHook('onRoute', (route) => {
    const isAction = !isRead(route) && (isPerformanceRoute(route.url) || route.url.startsWith('/lab/'));
    if (isAction) route.config = { ...route.config, isAction };
  });
  app.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.config.isAction) reply.raw.once('close', () => tell(request, statusCodeOf(reply)));
    done();
  });

  function tell(request: FastifyRequest, statusCode: number): void {
    const { role, sub } = fieldsOf(request.user);
    log.info(
      {
        action: `${request.method} ${request.routeOptions.url}`,
        role: role ?? null,
        subject: sub ?? null,
        address: request.ip,
        statusCode,
        detail: maskSensitive(detailOf(request)),
      },
      'action',
    );
  }
}

function detailOf({ params, body }: FastifyRequest): object {
  return { ...fieldsOf(params), ...fieldsOf(body) };
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** It does something to the server. */
    isAction?: boolean;
  }
}
