/**
 * Patterns that a pattern takes along: `{ 'user:*': ['users:*'] }`, as a list of users holds each of them. What is taken along takes
 * along in turn.
 */
export type RelatedPatterns = Readonly<Record<string, readonly string[]>>;

/** The pattern and all that it takes along, each once. */
export function expandPattern(pattern: string, related: RelatedPatterns): readonly string[] {
  const found = new Set([pattern]);
  // A set that grows while it is walked is walked to its new end.
  for (const each of found) for (const next of related[each] ?? []) found.add(next);
  return [...found];
}
