import { LARGEST_BATCH } from '../../bulk/bulk-request.ts';
import type { JsonSchema, RouteDescription } from './route-description.ts';
import { bulkAnswers, data, id, idempotencyHeaders, KEY_ERRORS, list, object, ok, whole } from './schemas.ts';

/** A read of one thing by its id; `absence`: the code that says that there is none. */
export function readOfOne(summary: string, thing: JsonSchema, absence: string): RouteDescription {
  return {
    summary,
    params: { id },
    answers: ok(`${summary}.`, data(thing)),
    errors: { INVALID_ID: 400, [absence]: 404 },
  };
}

/** A write of many things at once, which their body names `things`; `fault`: the code of a body that is no list of them. */
export function bulkWrite(
  things: string,
  item: JsonSchema,
  rule: { readonly summary: string; readonly fault: string; readonly maxRows: number; readonly batchSize: number },
): RouteDescription {
  const { summary, fault, maxRows, batchSize } = rule;
  return {
    summary,
    headers: idempotencyHeaders,
    body: object(
      {
        [things]: list(item, { minItems: 1, maxItems: maxRows }),
        batchSize: whole(1, LARGEST_BATCH, { default: batchSize }),
      },
      ['batchSize'],
    ),
    answers: bulkAnswers(things),
    errors: { [fault]: 400, BULK_REFUSED: 400, BULK_FAILED: 503, ...KEY_ERRORS },
  };
}
