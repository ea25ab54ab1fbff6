import type { MappingType, MetricsWindow, OpalDomain } from './opal-words.ts';
import type { RuleLevel } from './rule-routes.ts';

/** Names of what is kept. */
export const cacheKeys = {
  mapping: (id: number): string => `mapping:${id}`,
  mappings: (type: MappingType | null, domain: OpalDomain | null): string =>
    `mappings:${type ?? 'all'}:${domain ?? 'all'}`,
  configuration: (type: MappingType): string => `configuration:${type}`,
  coordination: (domain: OpalDomain): string => `coordination:${domain}`,
  rules: (level: RuleLevel, domain: OpalDomain | null): string => `rules:${level}:${domain ?? 'all'}`,
  metrics: (domain: OpalDomain, window: MetricsWindow): string => `metrics:${domain}:${window}`,
} as const;

/** What a changed mapping makes stale. */
export const cacheTags = {
  mapping: (id: number): string => `mapping:${id}`,
  /** What is told of the mappings of a type. */
  type: (type: MappingType): string => `type:${type}`,
  /** How a domain works together with others. */
  domain: (domain: OpalDomain): string => `domain:${domain}`,
} as const;
