export const LONGEST_PATTERN = 200;

/** Whether a client may have this looked for among the keys of the caches. */
export function isPattern(given: unknown): given is string {
  return typeof given === 'string' && given !== '' && given.length <= LONGEST_PATTERN;
}
