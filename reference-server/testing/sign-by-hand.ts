import { createHmac } from 'node:crypto';

const text = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A JWT with any header and any claims, so that wrong ones can be made; `secret: null`: not signed. */
export function signByHand(
  claims: object,
  { header = { alg: 'HS256', typ: 'JWT' } as object, secret = 'a secret of the tests' as string | null } = {},
): string {
  const signed = `${text(header)}.${text(claims)}`;
  return `${signed}.${secret === null ? '' : createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

/** Seconds since 1970. */
export function nowSeconds(): number {
  return Math.floor(Date.now() / 1_000);
}
