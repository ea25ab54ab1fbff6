import { GateError } from '../core/model/gate-error.ts';

/** Reads the address of a subject. Throws GateError SUBJECT_URL_INVALID where it is no http address. */
export function parseSubjectUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new GateError({
    code: 'SUBJECT_URL_INVALID',
    message: `"${text}" is no http address.`,
    advice: 'Write it whole, as in http://127.0.0.1:8080.',
  });
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
