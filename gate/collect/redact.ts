/** A shorter value is no secret, and striking it out would strike half the text. */
const SHORTEST_SECRET = 4;

/** Strikes secrets out of text: each stretch that equals a value becomes `[NAME]`. */
export type Redact = (text: string) => string;

/** `secrets`: values by name. Their URL-encoded forms are struck out as well. Values shorter than 4 characters are left. */
export function createRedact(secrets: Readonly<Record<string, string>>): Redact {
  const strikes = Object.entries(secrets)
    .filter(([, value]) => value.length >= SHORTEST_SECRET)
    .flatMap(([name, value]) => [...new Set([value, encodeURIComponent(value)])].map((form) => ({ form, name })))
    // The longest first: one secret may hold another.
    .sort((a, b) => b.form.length - a.form.length);
  return (text) => strikes.reduce((rest, { form, name }) => rest.replaceAll(form, `[${name}]`), text);
}

/** The same document with every string in it, keys included, redacted. `value` is plain data: what JSON can hold. */
export function redactDeep<T>(value: T, redact: Redact): T {
  // The shape of plain data survives the walk: only the text of its strings changes.
  return walk(value, redact) as T;
}

function walk(value: unknown, redact: Redact): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((item) => walk(item, redact));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [redact(key), walk(item, redact)]));
}
