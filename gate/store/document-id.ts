import { GateError } from '../core/model/gate-error.ts';

/** `20261121T104500Z-load-3f2a9c`: sorts by time, and is a safe name of a file. */
export function isId(word: string): boolean {
  return /^\d{8}T\d{6}Z-[a-z0-9-]{1,80}$/.test(word);
}

/** The document, where it is the one that its name says. Throws GateError RECORD_UNREADABLE. */
export function checkedDocument<Document extends { readonly id: string }>(
  document: Document,
  id: string,
  name: string,
): Document {
  if (document.id === id) return document;
  throw unreadableDocument(name, `it holds ${document.id}, which its name does not say`);
}

/** A stored document that cannot be used. */
export function unreadableDocument(name: string, what: string, cause?: unknown): GateError {
  return new GateError({
    code: 'RECORD_UNREADABLE',
    message: `${name} cannot be read: ${what}.`,
    advice: 'Remove the file, or restore it from where it came; other records are not touched.',
    cause,
  });
}

/** A document that is not there; `place` says where it was looked for. */
export function missingDocument(id: string, place: string, cause?: unknown): GateError {
  return new GateError({
    code: 'RECORD_MISSING',
    message: `there is no record "${id}" in ${place}.`,
    advice: 'Name it by its whole id, as "loadline list" shows it.',
    cause,
  });
}
