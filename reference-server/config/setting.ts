/** A value and where it comes from. `source` is a document's tag and heading, `ours` where we chose it, or the variable that set it. */
export interface Leaf<T> {
  readonly value: T;
  readonly source: string;
  readonly note?: string;
}

/** One thing that can be set: its value when nobody sets it, and what values are sensible. */
export interface Setting<T> extends Leaf<T> {
  /** Throws RangeError with what is expected. Text is what environment variables hold. */
  readonly parse: (value: unknown) => T;
  /** Environment variable that sets it. */
  readonly variable?: string;
  /** `url`: shown without user name and password; `hidden`: shown as set or not set. */
  readonly shown?: 'url' | 'hidden';
}

type Rest<T> = Omit<Setting<T>, 'parse' | 'value'>;

/** A whole number from `least` to `most`, both included. */
export function integer(value: number, [least, most]: readonly [number, number], rest: Rest<number>): Setting<number> {
  const parse = (given: unknown): number => {
    const number = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
    if (typeof number === 'number' && Number.isInteger(number) && number >= least && number <= most) return number;
    throw new RangeError(`a whole number from ${least} to ${most}`);
  };
  return { ...rest, value, parse };
}

/** A fraction from 0 to 1. */
export function share(value: number, rest: Rest<number>): Setting<number> {
  const parse = (given: unknown): number => {
    const number = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
    if (typeof number === 'number' && number >= 0 && number <= 1) return number;
    throw new RangeError('a fraction from 0 to 1');
  };
  return { ...rest, value, parse };
}

/** A number from `least` to `most`, both included. */
export function real(value: number, [least, most]: readonly [number, number], rest: Rest<number>): Setting<number> {
  const parse = (given: unknown): number => {
    const number = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
    if (typeof number === 'number' && number >= least && number <= most) return number;
    throw new RangeError(`a number from ${least} to ${most}`);
  };
  return { ...rest, value, parse };
}

/** One of a few words. */
export function choice<const T extends string>(value: T, words: readonly T[], rest: Rest<T>): Setting<T> {
  const parse = (given: unknown): T => {
    const word = words.find((candidate) => candidate === given);
    if (word !== undefined) return word;
    throw new RangeError(`one of ${words.join(', ')}`);
  };
  return { ...rest, value, parse };
}

/** Paths of routes; text has commas between them, and a single one of them means none. */
export function paths(value: readonly string[], rest: Rest<readonly string[]>): Setting<readonly string[]> {
  const parse = (given: unknown): readonly string[] => {
    const list: unknown = typeof given === 'string' ? given.split(',').filter((path) => path !== '') : given;
    if (Array.isArray(list) && list.every((path) => typeof path === 'string' && /^\/[\w/:.*-]*$/.test(path))) {
      return Object.freeze([...list]);
    }
    throw new RangeError('paths that begin with a slash, with commas between them');
  };
  return { ...rest, value: Object.freeze([...value]), parse };
}

/** Text that may be left out; empty text counts as left out, as an empty variable does in a shell. */
export function text(rest: Rest<string | null>): Setting<string | null> {
  const parse = (given: unknown): string | null => {
    if (given === null || given === '') return null;
    if (typeof given === 'string') return given;
    throw new RangeError('text');
  };
  return { ...rest, value: null, parse };
}
