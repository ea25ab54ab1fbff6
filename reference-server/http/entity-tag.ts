import { hash } from 'node:crypto';

/** Weak tag of a body: equal for equal bytes whatever encoding they travel in, unequal otherwise (SHA-1, no secret rests on it). */
export function weakTag(body: Buffer | string): string {
  return `W/"${hash('sha1', body, 'base64url')}"`;
}

/** Whether an If-None-Match header names the tag, by weak comparison (RFC 9110 §13.1.2). `tag` holds no comma. */
export function matchesTag(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch === tag || ifNoneMatch.trim() === '*') return true;
  const opaque = opaqueTag(tag);
  return ifNoneMatch.split(',').some((candidate) => opaqueTag(candidate.trim()) === opaque);
}

function opaqueTag(tag: string): string {
  return tag.startsWith('W/') ? tag.slice(2) : tag;
}
