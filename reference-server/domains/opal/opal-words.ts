import { HttpError } from '../../http/http-error.ts';

/** Kinds of mappings: those that document 000 names. */
export const MAPPING_TYPES = ['strategy-plans', 'dxp-tools', 'analytics-insights'] as const;

/** What works together in OPAL. Of these document 000 names `content`; the others are ours. */
export const OPAL_DOMAINS = [
  'content',
  'experimentation',
  'personalization',
  'commerce',
  'analytics',
  'orchestration',
  'audiences',
  'campaigns',
] as const;

/** Hours of a window of metrics, by its name. Document 000 asks for `24h`. */
export const WINDOW_HOURS = { '1h': 1, '24h': 24, '7d': 168, '30d': 720 } as const;

export type MappingType = (typeof MAPPING_TYPES)[number];
export type OpalDomain = (typeof OPAL_DOMAINS)[number];
export type MetricsWindow = keyof typeof WINDOW_HOURS;

export const METRICS_WINDOWS = Object.keys(WINDOW_HOURS) as readonly MetricsWindow[];

/** One of a few words, as a client wrote it. Throws HttpError 400 INVALID_FILTER. */
export function oneOf<Word extends string>(words: readonly Word[], name: string, given: unknown): Word {
  const word = words.find((one) => one === given);
  if (word !== undefined) return word;
  const message = `${name} is one of ${words.join(', ')}`;
  throw new HttpError({ statusCode: 400, code: 'INVALID_FILTER', message });
}

/** `null` where nothing was said. Throws HttpError 400 INVALID_FILTER. */
export function oneOfOrAll<Word extends string>(words: readonly Word[], name: string, given: unknown): Word | null {
  return given === undefined ? null : oneOf(words, name, given);
}
