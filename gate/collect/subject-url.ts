import { GateError } from '../core/model/gate-error.ts';

/** Reads the address of a subject. Throws GateError SUBJECT_URL_INVALID where it is no http address, or has what no path can follow. */
export function parseSubjectUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw invalid(`"${text}" is no http address.`, 'Write it whole, as in http://127.0.0.1:8080.');
  }
  // Neither is shown: a query may hold a key.
  if (/[?#]/.test(text)) {
    const message = `the address of a subject ends with its path: scripts write theirs behind it, and "${publicUrl(url)}" is followed by a query or a fragment.`;
    throw invalid(message, 'Leave out the part from "?" or "#" on; put what the script has to send into the script.');
  }
  return url;
}

function invalid(message: string, advice: string): GateError {
  return new GateError({ code: 'SUBJECT_URL_INVALID', message, advice });
}

/** What scripts get as `BASE_URL`: no slash at its end, so that they can write `${BASE_URL}/path`. */
export function baseUrl(url: URL): string {
  return url.href.replace(/\/+$/, '');
}

/** What a record holds: without user name, password, query or fragment. */
export function publicUrl(url: URL): string {
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

/** The port that a connection goes to. */
export function portOf(url: URL): number {
  return Number(url.port || (url.protocol === 'https:' ? 443 : 80));
}

/** Host name or address, without the brackets of IPv6. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}
