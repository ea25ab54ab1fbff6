import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from '../ports.ts';
import { fieldsOf } from './fields.ts';
import { maskSensitive } from './mask-sensitive.ts';
import { isPerformanceRoute, isRead } from './rate-limit.ts';

/**
 * One line in the log for everything that somebody did to the server by a performance endpoint or the lab, and for every attempt:
 * who, from where, what, and with which outcome. Covers the routes that are registered after it.
 */
export function addActionLog(app: FastifyInstance, log: Logger): void {
  app.addHook('onRoute', (route) => {
    if (isRead(route) || !(isPerformanceRoute(route.url) || route.url.startsWith('/lab/'))) return;
    route.onResponse = [
      ...[route.onResponse ?? []].flat(),
      (request, reply, done) => {
        const { role, sub } = fieldsOf(request.user);
        log.info(
          {
            action: `${request.method} ${route.url}`,
            role: role ?? null,
            subject: sub ?? null,
            address: request.ip,
            statusCode: reply.statusCode,
            detail: maskSensitive(detailOf(request)),
          },
          'action',
        );
        done();
      },
    ];
  });
}

function detailOf({ params, body }: FastifyRequest): object {
  return { ...fieldsOf(params), ...fieldsOf(body) };
}
