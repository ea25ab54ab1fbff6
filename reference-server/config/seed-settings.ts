import { integer } from './setting.ts';

/** How many rows the domains begin with. */
export const seedSettings = {
  'seed.posts': integer(1_000_000, [1_000, 50_000_000], {
    source: '004 Pagination Strategies',
    note: '1M+ records',
    variable: 'SEED_POSTS',
  }),
  'seed.users': integer(100_000, [100, 5_000_000], {
    source: 'ours',
    note: 'ten posts a user',
    variable: 'SEED_USERS',
  }),
  'seed.workspaces': integer(500, [1, 1_000_000], { source: 'ours', note: 'four hundred tasks each' }),
  'seed.members': integer(20_000, [10, 1_000_000], { source: 'ours', note: 'ten tasks each' }),
  'seed.projects': integer(5_000, [1, 1_000_000], { source: 'ours', note: 'ten a workspace' }),
  'seed.tasks': integer(200_000, [100, 10_000_000], {
    source: 'ours',
    note: 'large enough for an index to matter',
    variable: 'SEED_TASKS',
  }),
  'seed.activities': integer(400_000, [100, 10_000_000], {
    source: 'ours',
    note: 'two a task',
    variable: 'SEED_ACTIVITIES',
  }),
  'seed.events': integer(1_000_000, [1_000, 50_000_000], {
    source: 'ours',
    note: 'what an export must be able to hold',
    variable: 'SEED_EVENTS',
  }),
  'seed.organizations': integer(1_000, [1, 1_000_000], {
    source: 'ours',
    note: 'a thousand events each',
    variable: 'SEED_ORGANIZATIONS',
  }),
  'seed.learners': integer(2_000, [1, 200_000], {
    source: 'ours',
    note: 'eight answers each: three times what L1 holds',
    variable: 'SEED_LEARNERS',
  }),
  'seed.learningEvents': integer(200_000, [100, 10_000_000], {
    source: 'ours',
    note: 'a hundred a learner',
    variable: 'SEED_LEARNING_EVENTS',
  }),
  'seed.mappings': integer(600, [24, 100_000], { source: 'ours', note: 'twenty-five of each type in each domain' }),
  'seed.rules': integer(2_000, [1, 1_000_000], { source: 'ours', note: 'two hundred and fifty a domain' }),
  'seed.metrics': integer(100_000, [1_000, 10_000_000], {
    source: 'ours',
    note: 'two hundred a day and domain',
    variable: 'SEED_METRICS',
  }),
  'seed.number': integer(1, [0, 2_147_483_647], { source: 'ours', note: 'same seed, same data', variable: 'SEED' }),
} as const;
