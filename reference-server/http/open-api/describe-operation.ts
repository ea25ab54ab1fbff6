import type { FastifySchema } from 'fastify';
import { isPerformanceRoute } from '../rate-limit.ts';
import type { ApiDescription, JsonSchema, RouteDescription } from './route-description.ts';
import { object, oneOf } from './schemas.ts';

/** What any route can answer with. */
const ALWAYS = { ENCODING_UNACCEPTABLE: 406, INTERNAL_ERROR: 500, REQUEST_TIMEOUT: 503 };
/** Of a read whose answer has a tag. */
const UNCHANGED = { 304: { description: '`If-None-Match` names what the client has: it is so still.' } };
const WITH_BODY = {
  JSON_INVALID: 400,
  JSON_TOO_DEEP: 400,
  BODY_TOO_LARGE: 413,
  MEDIA_TYPE_UNSUPPORTED: 415,
  ENCODING_UNSUPPORTED: 415,
};
const WITH_TOKEN = { TOKEN_MISSING: 401, TOKEN_EXPIRED: 401, TOKEN_INVALID: 401, ROLE_INSUFFICIENT: 403 };
const IN_LAB = { LAB_FORBIDDEN: 403 };
const IN_DOMAIN = {
  QUEUE_FULL: 503,
  QUEUE_TIMEOUT: 503,
  SERVER_CLOSING: 503,
  MEMORY_SHORT: 503,
  DATABASE_UNAVAILABLE: 503,
  POOL_EXHAUSTED: 503,
  QUERY_TIMEOUT: 503,
};

/** The description of `GET /api/users/:id` in the form that the document is made of. */
export function describeOperation(name: string, route: RouteDescription, part: ApiDescription): FastifySchema {
  const { summary, description, role, isLab, params, query, requiredQuery = [], headers, body, answers } = route;
  const errors = {
    ...(role === undefined ? {} : WITH_TOKEN),
    ...(isLab === true ? IN_LAB : {}),
    ...(body === undefined ? {} : WITH_BODY),
    ...route.errors,
    ...(isPerformanceRoute(name.replace(/^\w+ /, '')) ? { RATE_LIMITED: 429 } : {}),
    ...(part.isDomain === true ? IN_DOMAIN : {}),
    ...ALWAYS,
  };
  const needs = role === undefined ? [] : [`Needs a token of the role \`${role}\`.`];
  return {
    summary,
    description: [description, ...needs].filter((sentence) => sentence !== undefined).join(' '),
    tags: [part.tag],
    security: [...(role === undefined ? [] : [{ bearer: [] }]), ...(isLab === true ? [{ labKey: [] }] : [])],
    ...(params === undefined ? {} : { params: properties(params, Object.keys(params)) }),
    ...(query === undefined ? {} : { querystring: properties(query, requiredQuery) }),
    ...(headers === undefined ? {} : { headers: properties(headers, []) }),
    ...(body === undefined ? {} : { body }),
    response: { ...answersOf(answers), ...answersOf(hasTag(name, route, part) ? UNCHANGED : {}), ...errorsOf(errors) },
  };
}

/** Reads of a domain have one, but for exports, which are made while they are sent. */
function hasTag(name: string, { answers }: RouteDescription, { isDomain }: ApiDescription): boolean {
  const media = Object.keys(answers[200]?.content ?? {});
  return isDomain === true && name.startsWith('GET ') && media.length === 1 && media[0] === 'application/json';
}

function properties(fields: Readonly<Record<string, JsonSchema>>, required: readonly string[]): JsonSchema {
  return { type: 'object', properties: fields, required };
}

function answersOf(answers: RouteDescription['answers']): Readonly<Record<string, JsonSchema>> {
  return Object.fromEntries(
    Object.entries(answers).map(([status, { description, content }]) => {
      if (content === undefined) return [status, { description, type: 'null' }];
      const media = Object.entries(content).map(([type, schema]) => [type, { schema }]);
      return [status, { description, content: Object.fromEntries(media) }];
    }),
  );
}

/** One answer a status, which names the codes that it can have. */
function errorsOf(errors: Readonly<Record<string, number>>): Readonly<Record<string, JsonSchema>> {
  const statuses = [...new Set(Object.values(errors))];
  return Object.fromEntries(
    statuses.map((status) => {
      const codes = Object.keys(errors).filter((code) => errors[code] === status);
      return [
        status,
        {
          description: codes.join(', '),
          content: { 'application/json': { schema: { allOf: [{ $ref: 'Error#' }, withCode(codes)] } } },
        },
      ];
    }),
  );
}

function withCode(codes: readonly string[]): JsonSchema {
  return object({ error: object({ code: oneOf(codes) }) });
}
