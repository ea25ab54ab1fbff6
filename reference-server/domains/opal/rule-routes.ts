import type { DomainContext } from '../../domain.ts';
import { cacheKeys } from './cache-keys.ts';
import type { OpalTtl } from './opal-domain.ts';
import { OPAL_DOMAINS, type OpalDomain, oneOfOrAll } from './opal-words.ts';

/**
 * Priorities of each level, both ends included, and how often its rules are asked for anew in the time that rules are
 * kept: "priority-based" is all that document 000 says.
 */
export const LEVELS = {
  high: { from: 8, to: 10, times: 4 },
  normal: { from: 4, to: 7, times: 2 },
  low: { from: 1, to: 3, times: 1 },
} as const;

export type RuleLevel = keyof typeof LEVELS;

/** GET /api/rules/high, /api/rules/normal and /api/rules/low: active rules, the most urgent first. */
export function registerRuleRoutes({ cachedGet, pool }: DomainContext, ttl: OpalTtl): void {
  for (const [level, { from, to, times }] of Object.entries(LEVELS) as [RuleLevel, (typeof LEVELS)[RuleLevel]][]) {
    cachedGet<OpalDomain | null>({
      url: `/api/rules/${level}`,
      input: ({ query }) => oneOfOrAll(OPAL_DOMAINS, 'domain', (query as Readonly<Record<string, unknown>>).domain),
      key: (domain) => cacheKeys.rules(level, domain),
      ttlSeconds: Math.ceil(ttl.rulesSeconds / times),
      hot: [null, ...OPAL_DOMAINS],
      async load(domain, timing) {
        const text = `
          SELECT id, domain, audience, action, priority FROM opal.rules
          WHERE priority BETWEEN $1 AND $2 AND ($3::text IS NULL OR domain = $3) AND is_active ORDER BY priority DESC, id LIMIT 100`;
        const values = [from, to, domain];
        return { data: await pool.query({ name: 'rules', text, values, timeout: 'cached' }, timing) };
      },
    });
  }
}
