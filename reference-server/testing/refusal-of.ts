import type { ApiOperation } from './api-operations.ts';
import type { Received } from './ask.ts';

/** What any address can be refused with, whatever its route: it leads to none. */
const OF_NO_ROUTE = ['404 NOT_FOUND', '400 URL_INVALID', '414 REQUEST_INVALID'];

/** An answer as `400 INVALID_CURSOR`; `200` where it is none of an error. */
export function refusalOf({ status, body }: Received): string {
  if (status < 400) return String(status);
  return `${status} ${codeOf(body.toString()) ?? 'without a code'}`;
}

/** Whether a route may answer so: a success, or a clear 4xx that the API document names. */
export function isClear(operation: ApiOperation, refusal: string): boolean {
  if (!refusal.includes(' ')) return true;
  return refusal.startsWith('4') && (operation.refusals.has(refusal) || OF_NO_ROUTE.includes(refusal));
}

function codeOf(text: string): string | undefined {
  try {
    const { error } = JSON.parse(text) as { error?: { code?: string } };
    return error?.code;
  } catch {
    return undefined;
  }
}
