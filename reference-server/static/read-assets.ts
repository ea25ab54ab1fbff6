import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { CachedBody } from '../http/cached-body.ts';

export interface Asset {
  readonly body: CachedBody;
  readonly contentType: string;
  /** Its name changes with its bytes: whoever has it never needs to ask again. */
  readonly isImmutable: boolean;
}

/** The status page, and what it is made of by name: each under its own and under one that holds a hash of its bytes, by which the page asks for it. */
export interface Assets {
  readonly page: Asset;
  readonly files: ReadonlyMap<string, Asset>;
}

const TYPES = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8' } as const;

/** Reads all of it once. */
export async function readAssets(): Promise<Assets> {
  const read = (name: string) => readFile(new URL(`page/${name}`, import.meta.url));
  const files = new Map<string, Asset>();
  let html = (await read('status.html')).toString();
  for (const [extension, contentType] of Object.entries(TYPES)) {
    const name = `status.${extension}`;
    const body = new CachedBody(await read(name));
    const hash = createHash('sha256').update(body.identity.bytes).digest('hex').slice(0, 12);
    const hashed = `status.${hash}.${extension}`;
    files.set(name, { body, contentType, isImmutable: false });
    files.set(hashed, { body, contentType, isImmutable: true });
    html = html.replaceAll(`/static/${name}`, `/static/${hashed}`);
  }
  const page = { body: new CachedBody(Buffer.from(html)), contentType: 'text/html; charset=utf-8', isImmutable: false };
  return { page, files };
}
