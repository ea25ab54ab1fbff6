/** What an instance tells the others to forget. */
export interface Invalidation {
  readonly keys?: readonly string[];
  readonly patterns?: readonly string[];
  readonly tags?: readonly string[];
}

/** An invalidation with the name of the instance that it comes from. */
export interface InvalidationNote extends Invalidation {
  readonly instance: string;
}

/** One on its way among others. `sequence` counts the messages of an epoch from 1; a new epoch begins when one was lost. */
export interface InvalidationMessage extends InvalidationNote {
  readonly epoch: number;
  readonly sequence: number;
}

/** `undefined` for a text that is none. */
export function parseMessage(text: string): InvalidationMessage | undefined {
  const note = parseNote(text);
  return note !== undefined && isNumbered(note) ? note : undefined;
}

/** `undefined` for a text that is none. */
export function parseNote(text: string): InvalidationNote | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isNote(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isNote(value: unknown): value is InvalidationNote {
  if (typeof value !== 'object' || value === null) return false;
  const { instance, keys, patterns, tags } = value as Record<string, unknown>;
  return typeof instance === 'string' && [keys, patterns, tags].every(isTexts);
}

function isNumbered(note: InvalidationNote): note is InvalidationMessage {
  const { epoch, sequence } = note as Partial<InvalidationMessage>;
  return Number.isInteger(epoch) && Number.isInteger(sequence);
}

function isTexts(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.every((text) => typeof text === 'string'));
}
