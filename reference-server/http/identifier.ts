/** What PostgreSQL's `integer` holds. */
export const LARGEST_ID = 2_147_483_647;

/** Whether a value of a JSON body can be an id. */
export function isId(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= LARGEST_ID;
}

/** The id that a text of an address spells, in its only spelling, so that one thing has one cache key; `null`: none. */
export function idOf(text: unknown): number | null {
  const number = typeof text === 'string' && /^[1-9]\d{0,9}$/.test(text) ? Number(text) : 0;
  return isId(number) ? number : null;
}
