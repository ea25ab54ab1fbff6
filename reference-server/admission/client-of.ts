import type { FastifyRequest } from 'fastify';

/** Whose request it is: whose token it bears, else which address it comes from. A forged token makes nobody another client. */
export function clientOf(request: FastifyRequest, subjectOf: (request: FastifyRequest) => string | null): string {
  const subject = subjectOf(request);
  return subject === null ? `address ${request.ip}` : `subject ${subject}`;
}
