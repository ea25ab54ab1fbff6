/** Longest name of a route, a check or a task that a record keeps; the rest is cut. */
const LONGEST_NAME = 200;

/** What hosts are called in the names of routes. */
export interface KnownHosts {
  /** URLs of the subject, which needs no name; none: any host may be its. */
  readonly homes: readonly string[];
  /** What was passed to the script from outside, by name: what it holds must not stand in a record. */
  readonly passed: Readonly<Record<string, string>>;
}

export const ANY_HOST: KnownHosts = { homes: [], passed: {} };

/** Names of this machine on itself. */
const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(?=:|$)/;

/**
 * The route that a request counts into. A name that the script gave stays as it is; a URL (the script gave none)
 * becomes `METHOD /path` without host and query, its identifiers folded. A host that is none of the subject's stays:
 * `GET other:9000/path`, or, where a variable that was passed to the script holds it, `GET $OTHER_URL/path`.
 */
export function routeName(name: string, method: string, hosts: KnownHosts = ANY_HOST): string {
  const url = splitUrl(name);
  if (url === null) return plainName(name);
  return plainName(`${method} ${shownHost(url.host, hosts)}${foldIdentifiers(url.path || '/')}`.trimStart());
}

/** The host without what it was signed in with, and without the port that its scheme has anyway. */
function splitUrl(text: string): { readonly host: string; readonly path: string } | null {
  const [, scheme, authority, path] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)([^?#]*)/i.exec(text) ?? [];
  if (scheme === undefined || authority === undefined || path === undefined) return null;
  const usual = scheme.toLowerCase() === 'https' ? ':443' : ':80';
  const host = authority.slice(authority.lastIndexOf('@') + 1).toLowerCase();
  return { host: host.endsWith(usual) ? host.slice(0, -usual.length) : host, path };
}

function shownHost(host: string, { homes, passed }: KnownHosts): string {
  if (homes.length === 0 || host.includes('${') || homes.some((home) => isSameHost(home, host))) return '';
  const [name] = Object.entries(passed).find(([, value]) => value.toLowerCase().includes(host)) ?? [];
  return name === undefined ? host : `$${name}`;
}

function isSameHost(home: string, host: string): boolean {
  return splitUrl(home)?.host.replace(LOOPBACK, 'localhost') === host.replace(LOOPBACK, 'localhost');
}

/** A name without line breaks, control or direction marks, cut at 200 characters, never empty. */
export function plainName(name: string): string {
  const printable = name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  if (printable === '') return 'unnamed';
  // The one key that a record, being JSON, cannot be trusted to keep.
  if (printable === '__proto__') return '(__proto__)';
  return printable.length <= LONGEST_NAME
    ? printable
    : `${Array.from(printable)
        .slice(0, LONGEST_NAME - 1)
        .join('')}…`;
}

function foldIdentifiers(path: string): string {
  return path.split('/').map(foldSegment).join('/');
}

function foldSegment(segment: string): string {
  const [, stem = segment, extension = ''] = /^(.+?)(\.[a-z][a-z0-9]{1,4})?$/i.exec(segment) ?? [];
  if (/^\d{4}-\d\d(-\d\d)?(T.*)?$/.test(stem)) return `:date${extension}`;
  return isIdentifier(stem) ? `:id${extension}` : segment;
}

/** Numbers, UUIDs, hex, and the alphabets of base64 (mixed case), ULID and cuid; `${}` is what k6's `http.url` leaves. */
function isIdentifier(stem: string): boolean {
  return (
    /^\$\{.*\}$/.test(stem) ||
    /^[-+]?\d[\d.,:]*$/.test(stem) ||
    /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(stem) ||
    /^(?=.*\d)[0-9a-f]{8,}$/i.test(stem) ||
    /^(?=.*\d)(?=.*[a-z])(?=.*[A-Z])[\w%=+-]{16,}$/.test(stem) ||
    (/^([0-9A-Z]{20,}|[0-9a-z]{20,})$/.test(stem) && stem.replace(/\D/g, '').length >= 3)
  );
}
