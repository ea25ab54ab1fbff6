import { HttpError } from './http-error.ts';

/** What a client is told of a failure. */
export interface ErrorAnswer {
  readonly statusCode: number;
  readonly code: string;
  readonly message: string;
}

/** Fastify's own refusals, in our codes. */
const FASTIFY_CODES: Readonly<Record<string, string>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_JSON_BODY: 'JSON_INVALID',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'JSON_INVALID',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'MEDIA_TYPE_UNSUPPORTED',
  FST_ERR_HANDLER_TIMEOUT: 'REQUEST_TIMEOUT',
  FST_ERR_BAD_URL: 'URL_INVALID',
};

/** What a failure means to the client. Of a failure that is ours it learns no more than that it happened. */
export function errorAnswer(error: unknown): ErrorAnswer {
  if (error instanceof HttpError) return { statusCode: error.statusCode, code: error.code, message: error.message };
  if (error instanceof Error && 'code' in error && 'statusCode' in error) {
    const { code, statusCode } = error;
    if (typeof code === 'string' && code.startsWith('FST_') && typeof statusCode === 'number') {
      const known = FASTIFY_CODES[code];
      if (known === 'REQUEST_TIMEOUT') return { statusCode: 503, code: known, message: 'no answer was ready in time' };
      if (known !== undefined || statusCode < 500) {
        return { statusCode, code: known ?? 'REQUEST_INVALID', message: error.message };
      }
    }
  }
  return { statusCode: 500, code: 'INTERNAL_ERROR', message: 'the server failed to answer; its log says why' };
}

/** The body of every answer that is not a success. */
export function errorBody({ code, message }: Pick<ErrorAnswer, 'code' | 'message'>): string {
  return JSON.stringify({ error: { code, message } });
}
