/** Fields whose values nobody else may read, whatever they hold. */
const SENSITIVE_NAME = /pass|secret|token|authorization|cookie|credential|(?:^|[_-])key$|apikey|session|e-?mail|phone/i;
/** Values that give themselves away: addresses of people, signed tokens, URLs with a password. */
const SENSITIVE_VALUE = /[^\s@]+@[^\s@]+\.[^\s@]+|\beyJ[\w-]{5,}\.[\w-]+\.[\w-]*|\b\w+:\/\/[^\s/]*:[^\s/]*@\S*/g;
const MASK = '***';
const LONGEST_TEXT = 200;
/** More is not looked through, as that takes the square of the length: what stands beyond is not shown. */
const LONGEST_SEARCHED = 2_000;
const MOST_ENTRIES = 20;
const DEEPEST = 4;

/** What a log may show of something that a client sent: without what is sensitive, and not much of it. */
export function maskSensitive(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return shortened(searchable(value).replace(SENSITIVE_VALUE, MASK));
  if (typeof value !== 'object' || value === null) return value;
  if (depth === DEEPEST) return '…';
  if (Array.isArray(value)) return value.slice(0, MOST_ENTRIES).map((one) => maskSensitive(one, depth + 1));
  const entries = Object.entries(value).slice(0, MOST_ENTRIES);
  return Object.fromEntries(
    entries.map(([name, field]) => [
      shortened(name),
      SENSITIVE_NAME.test(name) ? MASK : maskSensitive(field, depth + 1),
    ]),
  );
}

/** Its last word, which may be a half of something sensitive, is left out where the text is cut. */
function searchable(text: string): string {
  if (text.length <= LONGEST_SEARCHED) return text;
  const kept = text.slice(0, LONGEST_SEARCHED);
  const lastSpace = Math.max(kept.lastIndexOf(' '), kept.lastIndexOf('\n'));
  return `${kept.slice(0, lastSpace + 1)}…`;
}

function shortened(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}…`;
}
