/** What an instance tells the others to forget. */
export interface Invalidation {
  readonly keys?: readonly string[];
  readonly patterns?: readonly string[];
  readonly tags?: readonly string[];
}

/** An invalidation on its way. `sequence` counts the messages of an epoch from 1; a new epoch begins when one was lost. */
export interface InvalidationMessage extends Invalidation {
  readonly instance: string;
  readonly epoch: number;
  readonly sequence: number;
}

/** `undefined` for a text that is none. */
export function parseInvalidation(text: string): InvalidationMessage | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isMessage(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isMessage(value: unknown): value is InvalidationMessage {
  if (typeof value !== 'object' || value === null) return false;
  const { instance, epoch, sequence, keys, patterns, tags } = value as Record<string, unknown>;
  const isNumbered = Number.isInteger(epoch) && Number.isInteger(sequence);
  return typeof instance === 'string' && isNumbered && [keys, patterns, tags].every(isTexts);
}

function isTexts(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.every((text) => typeof text === 'string'));
}
