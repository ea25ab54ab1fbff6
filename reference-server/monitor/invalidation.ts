import type { Cache } from '../cache/cache.ts';
import { INVALIDATION_STRATEGIES, isInvalidationStrategy } from '../domains/invalidation-strategies.ts';
import type { Fields } from '../http/fields.ts';
import { isPattern, LONGEST_PATTERN } from './cache-pattern.ts';

/** A domain's answers and rows, both of which are kept. */
export interface KeptDomain {
  readonly cache: Pick<Cache<unknown>, 'deletePattern'>;
  readonly queries: Pick<Cache<unknown>, 'deletePattern'>;
}

/** Patterns that a client named, one by one or by a strategy; a text instead says what is wrong. */
export function invalidationOf({ pattern, strategy }: Fields): readonly string[] | string {
  if (strategy === undefined)
    return isPattern(pattern) ? [pattern] : `pattern is text of 1 to ${LONGEST_PATTERN} characters`;
  if (pattern !== undefined) return 'pattern and strategy exclude each other';
  if (isInvalidationStrategy(strategy)) return INVALIDATION_STRATEGIES[strategy];
  return `strategy is one of ${Object.keys(INVALIDATION_STRATEGIES).join(', ')}`;
}

/** Rows first: an answer that is made anew is then made of new rows. */
export async function invalidate(domains: readonly KeptDomain[], patterns: readonly string[]): Promise<void> {
  const each = async ({ cache, queries }: KeptDomain) => {
    for (const pattern of patterns) await queries.deletePattern(pattern);
    for (const pattern of patterns) await cache.deletePattern(pattern);
  };
  await Promise.all(domains.map(each));
}
