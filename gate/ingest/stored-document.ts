import type { z } from 'zod';
import { GateError } from '../core/model/gate-error.ts';

/** A kind of document that is stored. */
export interface DocumentKind<Document> {
  /** What the `format` key of such a document says. */
  readonly format: string;
  /** For people: `run record`. */
  readonly called: string;
  readonly version: number;
  /**
   * What turns a document of an older version into one of the next: `upgrades[1]` leads from 1 to 2. Documents are never
   * rewritten; they are upgraded each time that they are read, and stay readable for ever.
   */
  readonly upgrades: Readonly<Record<number, (older: Fields) => Fields>>;
  readonly schema: z.ZodType<Document>;
}

export type Fields = Readonly<Record<string, unknown>>;

/**
 * A stored document, checked; `name` is for the error. Throws GateError RECORD_UNREADABLE (torn, foreign or damaged; names
 * the first place that is wrong) or RECORD_TOO_NEW.
 */
export function parseDocument<Document>(text: string, name: string, kind: DocumentKind<Document>): Document {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw unreadable(name, kind, 'it is cut off, or no JSON', cause);
  }
  if (!isFields(content) || content.format !== kind.format) throw unreadable(name, kind, `it is no ${kind.called}`);
  let fields = content;
  for (let older = versionOf(content, name, kind); older < kind.version; older++) {
    fields = kind.upgrades[older]?.(fields) ?? fields;
  }
  const parsed = kind.schema.safeParse(fields);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = issue?.path.join('.') || 'the document';
  throw unreadable(name, kind, `${place}: ${issue?.message ?? 'is not valid'}`);
}

/** What is torn, foreign or damaged. */
export function unreadable(name: string, kind: { readonly called: string }, what: string, cause?: unknown): GateError {
  return new GateError({
    code: 'RECORD_UNREADABLE',
    message: `${name} cannot be read as a ${kind.called}: ${what}.`,
    advice: 'Remove the file, or restore it from where it came; other records are not touched.',
    cause,
  });
}

function isFields(content: unknown): content is Fields {
  return typeof content === 'object' && content !== null && !Array.isArray(content);
}

function versionOf(content: Fields, name: string, kind: DocumentKind<unknown>): number {
  const { version } = content;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    throw unreadable(name, kind, 'its version is no whole number');
  }
  if (version > kind.version) {
    throw new GateError({
      code: 'RECORD_TOO_NEW',
      message: `${name} is a ${kind.called} of version ${version}; this loadline reads up to version ${kind.version}.`,
      advice: 'Update loadline to read it.',
    });
  }
  return version;
}
