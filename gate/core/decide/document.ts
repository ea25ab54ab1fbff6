/** A fault of a document that somebody handed in: `path` is where, `message` what was expected there. Caught by the door. */
export class DocumentFault extends Error {
  constructor(path: string, message: string) {
    super(path === '' ? message : `${path}: ${message}`);
    this.name = 'DocumentFault';
  }
}

/** An object of a document. */
export type Fields = Readonly<Record<string, unknown>>;

/** The value as an object, else DocumentFault. */
export function asFields(value: unknown, path: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new DocumentFault(path, 'an object is expected');
  // An object that is no array has string keys, whatever lies behind them.
  return value as Fields;
}

/** The value as a list, else DocumentFault. */
export function asList(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new DocumentFault(path, value === undefined ? 'is missing' : 'a list is expected');
  return value;
}

/** The value as a finite number between the bounds, which are included, else DocumentFault. */
export function asNumber(
  value: unknown,
  path: string,
  min = Number.NEGATIVE_INFINITY,
  max = Number.POSITIVE_INFINITY,
): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new DocumentFault(path, value === undefined ? 'is missing' : 'a finite number is expected');
  }
  if (value < min || value > max) throw new DocumentFault(path, `${value} lies outside ${min} to ${max}`);
  return value;
}

/** The value as one of the words, else DocumentFault. */
export function asWord<Word extends string>(value: unknown, path: string, words: readonly Word[]): Word {
  const word = words.find((candidate) => candidate === value);
  if (word === undefined)
    throw new DocumentFault(
      path,
      `${value === undefined ? 'is missing' : 'is unknown'}: one of ${words.join(', ')} is expected`,
    );
  return word;
}

/** Rising whole numbers, such as the sizes at which data were looked at; `undefined` where the document has none. */
export function asLooks(value: unknown, path: string): readonly number[] | undefined {
  if (value === undefined) return undefined;
  const looks = asList(value, path).map((look, position) => asNumber(look, `${path}[${position}]`, 1));
  const isRising = looks.every((look, position) => Number.isInteger(look) && look > (looks[position - 1] ?? 0));
  if (looks.length === 0 || !isRising) throw new DocumentFault(path, 'rising whole numbers are expected');
  return looks;
}
