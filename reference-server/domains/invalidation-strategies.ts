/**
 * What to take out of the caches when something was changed from outside, by what it was (document 004: `invalidation.userUpdate`).
 * Patterns over the keys of all domains and of the rows that their pools keep.
 */
export const INVALIDATION_STRATEGIES = {
  userUpdate: ['user:*', 'users:*', 'post:*', 'report:*'],
  postUpdate: ['post:*', 'user:*:posts:*', 'report:*'],
  taskUpdate: ['task:*', 'tasks:*', 'project:*', 'profile:*', 'analytics:*'],
  projectUpdate: ['project:*', 'projects:*'],
  activityUpdate: ['activities:*', 'analytics:*'],
  eventUpdate: ['audit_events*'],
  learnerUpdate: [
    'patterns:*',
    'missions/summary:*',
    'behavioral-insights/dashboard:*',
    'predictions/generate:*',
    'stress-profile:*',
    'struggle-reduction:*',
    'cognitive-load/current:*',
    'interventions:*',
  ],
  mappingUpdate: ['mapping:*', 'mappings:*', 'configuration:*', 'coordination:*'],
  ruleUpdate: ['rules:*'],
  metricUpdate: ['metrics:*'],
  everything: ['*'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type InvalidationStrategy = keyof typeof INVALIDATION_STRATEGIES;

export function isInvalidationStrategy(given: unknown): given is InvalidationStrategy {
  return typeof given === 'string' && Object.hasOwn(INVALIDATION_STRATEGIES, given);
}
