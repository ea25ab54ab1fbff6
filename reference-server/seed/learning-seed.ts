import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Client } from 'pg';
import type { DomainSeed } from './domain-seed.ts';

/** Rows that every learner has, by table. The order is part of the recipe. */
const PER_LEARNER = {
  behavioral_patterns: 4,
  missions: 10,
  study_sessions: 12,
  objectives: 12,
  struggle_predictions: 6,
  recommendations: 6,
  personalization_configs: 4,
  cognitive_load: 12,
  cards: 12,
  reviews: 20,
  searches: 5,
  validation_responses: 5,
  article_reads: 4,
} as const;

/** Learners and what they did, of document 002. */
export function learningSeed(options: {
  readonly seed: number;
  readonly learners: number;
  readonly events: number;
}): DomainSeed {
  const { seed, learners, events } = options;
  const sql = readFileSync(new URL('learning.sql', import.meta.url), 'utf8');
  const each = JSON.stringify(PER_LEARNER);
  const version = createHash('sha256').update(sql).update(each).digest('hex').slice(0, 16);
  const ofLearners = Object.entries(PER_LEARNER).map(([table, rows]) => [table, rows * learners] as const);
  return {
    domain: 'learning',
    recipe: { seed, learners, events, version },
    rows: { learners, ...Object.fromEntries(ofLearners), behavioral_events: events },
    async fill(client: Client): Promise<void> {
      await client.query(sql, [seed, learners, events, each]);
    },
    // The domain is read only: no run adds anything.
    async reset(): Promise<void> {},
  };
}
