/** What a client sent as an object, not yet looked into. */
export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The fields of a body or a query; none where it is no object. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? { ...value } : {};
}
