import { type Fields, isFields } from '../../http/fields.ts';
import type { HttpError } from '../../http/http-error.ts';
import { isId } from '../../http/identifier.ts';

/** What a field may hold, in words for whoever sent another thing. */
export interface FieldRule {
  readonly isRight: (value: unknown) => boolean;
  readonly says: string;
}

/** Of a thing that clients write: a rule for every field, and the 400 of what breaks one. */
export interface Writable<Item> {
  /** `task` */
  readonly what: string;
  readonly invalid: (message: string) => HttpError;
  readonly rules: { readonly [Name in keyof Item]: FieldRule };
  /** Values of what may be left out of a new one. */
  readonly absent: Partial<Item>;
}

export const idRule: FieldRule = { isRight: isId, says: 'a whole number above 0' };

export function orNullRule({ isRight, says }: FieldRule): FieldRule {
  return { isRight: (value) => value === null || isRight(value), says: `${says}, or null` };
}

export function textRule(most: number): FieldRule {
  return {
    isRight: (value) =>
      typeof value === 'string' && value.trim() !== '' && value.length <= most && !value.includes('\0'),
    says: `text of 1 to ${most} characters`,
  };
}

/** A whole new thing. Throws `invalid` naming the first fault. */
export function parseNew<Item>(body: unknown, writable: Writable<Item>): Item {
  const given = { ...writable.absent, ...needFields(body, writable) };
  const missing = Object.keys(writable.rules).find((name) => !(name in given));
  if (missing !== undefined) throw writable.invalid(`${missing} is missing`);
  // Complete and checked: the rules cover every field.
  return checked(given, writable) as Item;
}

/** Some fields of a thing, at least one; it stays in its workspace. Throws `invalid` naming the first fault. */
export function parseChange<Item>(body: unknown, writable: Writable<Item>): Partial<Omit<Item, 'workspaceId'>> {
  const given = needFields(body, writable);
  if (Object.keys(given).length === 0) throw writable.invalid('the body names nothing to change');
  if ('workspaceId' in given && 'workspaceId' in writable.rules)
    throw writable.invalid(`a ${writable.what} stays in its workspace`);
  return checked(given, writable);
}

/** The SET of an UPDATE whose `$1` is the id, and its further values. Columns are our own words. */
export function changeStatement<Item>(
  change: Partial<Item>,
  columns: Readonly<Record<keyof Item & string, string>>,
): { readonly sets: string; readonly values: readonly unknown[] } {
  const names = Object.keys(change);
  return {
    // parseChange has let through no other names.
    sets: names.map((name, place) => `${columns[name as keyof Item & string]} = $${place + 2}`).join(', '),
    values: Object.values(change),
  };
}

function checked<Item>(given: Fields, writable: Writable<Item>): Partial<Item> {
  const { rules } = writable;
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(rules, name)) throw writable.invalid(`there is no field ${JSON.stringify(name)}`);
    const { isRight, says } = rules[name as keyof Item];
    if (!isRight(value)) throw writable.invalid(`${name} is ${says}`);
  }
  // Each name has a rule, and each value keeps it.
  return given as Partial<Item>;
}

function needFields(body: unknown, { invalid }: Pick<Writable<unknown>, 'invalid'>): Fields {
  if (!isFields(body)) throw invalid('the body is a JSON object');
  return { ...body };
}
