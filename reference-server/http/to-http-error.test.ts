import { errorCodes } from 'fastify';
import { expect, test } from 'vitest';
import { HttpError } from './http-error.ts';
import { toHttpError } from './to-http-error.ts';

test("a domain's own refusal stays as it is", () => {
  const refusal = new HttpError({ statusCode: 404, code: 'ITEM_NOT_FOUND', message: 'no such item' });
  expect(toHttpError(refusal)).toBe(refusal);
});

test("Fastify's refusals without a code of ours say what was wrong with the request", () => {
  const refusal = toHttpError(new errorCodes.FST_ERR_CTP_INVALID_CONTENT_LENGTH());
  expect(refusal).toMatchObject({ statusCode: 400, code: 'REQUEST_INVALID' });
  expect(refusal.message).toMatch(/Content-Length/);
});

test.each([
  new Error('secret'),
  new errorCodes.FST_ERR_REP_INVALID_PAYLOAD_TYPE('secret'),
  Object.assign(new Error('secret'), { code: 'ECONNREFUSED', statusCode: 404 }),
  'secret',
  undefined,
])('%o is ours, and the client learns nothing of it', (error) => {
  const failure = toHttpError(error);
  expect(failure).toMatchObject({ statusCode: 500, code: 'INTERNAL_ERROR' });
  expect(failure.message).not.toContain('secret');
  expect(failure.cause).toBe(error);
});
