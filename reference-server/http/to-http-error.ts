import { HttpError } from './http-error.ts';

/**
 * What a failure means to the client: a domain's own refusal, one of Fastify's in our codes, or INTERNAL_ERROR. Of a
 * failure that is ours the client learns no more than that it happened.
 */
export function toHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  if (!(error instanceof Error && 'code' in error && 'statusCode' in error)) return internal(error);
  const { code, statusCode, message } = error;
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return refusal(413, 'BODY_TOO_LARGE', message, error);
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return refusal(400, 'JSON_INVALID', message, error);
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return refusal(415, 'MEDIA_TYPE_UNSUPPORTED', message, error);
    case 'FST_ERR_BAD_URL':
      return refusal(400, 'URL_INVALID', message, error);
    case 'FST_ERR_HANDLER_TIMEOUT':
      return refusal(503, 'REQUEST_TIMEOUT', 'no answer was ready in time', error);
  }
  const isRefusal = String(code).startsWith('FST_') && typeof statusCode === 'number' && statusCode < 500;
  return isRefusal ? refusal(statusCode, 'REQUEST_INVALID', message, error) : internal(error);
}

function internal(cause: unknown): HttpError {
  return refusal(500, 'INTERNAL_ERROR', 'the server failed to answer; its log says why', cause);
}

function refusal(statusCode: number, code: string, message: string, cause: unknown): HttpError {
  return new HttpError({ statusCode, code, message, cause });
}
