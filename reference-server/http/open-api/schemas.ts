import { LARGEST_ID } from '../identifier.ts';
import type { AnswerDescription, JsonSchema } from './route-description.ts';

/** Schemas of values that many routes have in common. */
export const id: JsonSchema = { type: 'integer', minimum: 1, maximum: LARGEST_ID };
export const time: JsonSchema = { type: 'string', format: 'date-time' };
export const day: JsonSchema = { type: 'string', format: 'date' };
export const count: JsonSchema = { type: 'integer', minimum: 0 };
export const share: JsonSchema = { type: 'number', minimum: 0, maximum: 1 };

export function text(most: number, rest: JsonSchema = {}): JsonSchema {
  return { type: 'string', minLength: 1, maxLength: most, ...rest };
}

export function whole(least: number, most: number, rest: JsonSchema = {}): JsonSchema {
  return { type: 'integer', minimum: least, maximum: most, ...rest };
}

export function oneOf(words: readonly string[], rest: JsonSchema = {}): JsonSchema {
  return { type: 'string', enum: [...words], ...rest };
}

export function orNull(schema: JsonSchema): JsonSchema {
  return { anyOf: [schema, { type: 'null' }] };
}

export function list(items: JsonSchema, rest: JsonSchema = {}): JsonSchema {
  return { type: 'array', items, ...rest };
}

/** An object with these fields, all of them unless `optional` says otherwise. */
export function object(properties: Readonly<Record<string, JsonSchema>>, optional: readonly string[] = []): JsonSchema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', properties, ...(required.length === 0 ? {} : { required }) };
}

/** An object whose names are not known beforehand. */
export function record(values: JsonSchema): JsonSchema {
  return { type: 'object', additionalProperties: values };
}

/** An object of which no more is promised. */
export const anyObject: JsonSchema = { type: 'object', additionalProperties: true };

/** 200 with JSON. */
export function ok(description: string, schema: JsonSchema): Readonly<Record<number, AnswerDescription>> {
  return { 200: answer(description, schema) };
}

export function answer(description: string, schema: JsonSchema): AnswerDescription {
  return { description, content: { 'application/json': schema } };
}

/** `{"data": …}`. */
export function data(schema: JsonSchema): JsonSchema {
  return object({ data: schema });
}

/** Query parameters of a list, and the codes of what is wrong with them. */
export function pageQuery(rules: {
  readonly defaultLimit: number;
  readonly maxLimit: number;
  readonly sortFields: readonly [string, ...string[]];
  readonly sortOrders: readonly [string, ...string[]];
}): Readonly<Record<string, JsonSchema>> {
  const { defaultLimit, maxLimit, sortFields, sortOrders } = rules;
  return {
    limit: whole(1, maxLimit, { default: defaultLimit, description: 'Rows of the page.' }),
    cursor: text(1_024, { description: '`nextCursor` of the page before; left out: the first page.' }),
    sort: oneOf(sortFields, { default: sortFields[0] }),
    order: oneOf(sortOrders, { default: sortOrders[0] }),
  };
}

export const PAGE_ERRORS = {
  INVALID_LIMIT: 400,
  INVALID_SORT: 400,
  INVALID_ORDER: 400,
  INVALID_CURSOR: 400,
  PAGINATION_OFF: 400,
} as const;

/** A page of rows. */
export function page(row: JsonSchema): JsonSchema {
  return object({ data: list(row), pagination: { $ref: 'Pagination#' } });
}

/** Those that `$ref` names. */
export const SHARED_SCHEMAS: readonly JsonSchema[] = [
  {
    $id: 'Error',
    description: 'The envelope of every answer that is no success. docs/errors.md has all codes.',
    ...object({
      error: object({
        code: { type: 'string', pattern: '^[A-Z][A-Z0-9_]+$', description: 'Stable.' },
        message: { type: 'string', description: 'What happened, for people.' },
      }),
    }),
  },
  {
    $id: 'Pagination',
    ...object(
      {
        limit: whole(1, 10_000),
        sort: { type: 'string' },
        order: oneOf(['asc', 'desc']),
        hasMore: { type: 'boolean' },
        nextCursor: orNull({ type: 'string' }),
        offset: { ...count, description: 'Where the page was asked for by one.' },
      },
      ['offset'],
    ),
  },
  {
    $id: 'BulkResult',
    description: 'What became of each item of a bulk request.',
    ...object({
      data: object({
        created: count,
        failed: count,
        batches: count,
        ids: list(id),
        errors: list(object({ index: count, code: { type: 'string' }, message: { type: 'string' } })),
      }),
      performance: object({
        totalTime: { type: 'number', description: 'ms' },
        averageTimePerEvent: { type: 'number', description: 'ms' },
        concurrencyUtilization: share,
      }),
    }),
  },
];

/** Of every request that makes something: how a repetition is told from a second one. */
export const idempotencyHeaders: Readonly<Record<string, JsonSchema>> = {
  'idempotency-key': text(128, {
    pattern: '^[\\w-]{1,128}$',
    description:
      'A request that its caller sends again under the same key writes nothing twice, for a day. Keys of others are others. A caller ' +
      'is the subject of the token, else the token itself (a renewed one is another caller), else the address.',
  }),
};

/** What can be wrong with them. */
export const KEY_ERRORS = {
  INVALID_IDEMPOTENCY_KEY: 400,
  REQUEST_IN_PROGRESS: 409,
  IDEMPOTENCY_KEY_REUSED: 422,
} as const;

/** Of a bulk request: whole, in part, not at all. */
export function bulkAnswers(things: string): Readonly<Record<number, AnswerDescription>> {
  const schema = { $ref: 'BulkResult#' };
  return {
    201: answer(`All ${things} were written.`, schema),
    207: answer(
      `Some ${things} were written; \`errors\` names the others. Under the same key it is told again: send those under another.`,
      schema,
    ),
  };
}
