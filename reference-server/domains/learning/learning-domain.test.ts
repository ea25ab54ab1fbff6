import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Logger } from '../../ports.ts';
import { learningSeed } from '../../seed/learning-seed.ts';
import { type DomainPair, startDomainPair } from '../../testing/domain-pair.ts';
import type { DomainServer } from '../../testing/domain-server.ts';
import type { TestDatabase } from '../../testing/test-database.ts';
import { learningDomain } from './learning-domain.ts';

const log: Logger = { info() {}, warn() {}, error() {} };
const seed = learningSeed({ seed: 1, learners: 100, events: 5_000 });
const paths = [
  'patterns',
  'missions/summary',
  'behavioral-insights/dashboard',
  'predictions/generate',
  'stress-profile',
  'struggle-reduction',
  'cognitive-load/current',
  'interventions',
] as const;
let database: TestDatabase;
/** Two servers on one database and one Redis, as behind a load balancer. */
let servers: readonly DomainServer[];
let pair: DomainPair;

beforeAll(async () => {
  const makeDomain = () =>
    learningDomain({
      ttl: {
        analyticsUserDataSeconds: 300,
        behavioralPatternsSeconds: 600,
        missionSummariesSeconds: 900,
        performanceMetricsSeconds: 300,
        cognitiveLoadSeconds: 1,
        learningObjectivesSeconds: 1_800,
        strugglePredictionsSeconds: 300,
        recommendationsSeconds: 600,
      },
    });
  pair = await startDomainPair(seed, makeDomain, log);
  ({ servers, database } = pair);
}, 60_000);
afterAll(() => pair.stop());

interface Answer {
  readonly status: number;
  readonly tier: string | null;
  readonly body: {
    readonly success?: true;
    // Read field by field, each where its shape is expected.
    readonly data?: { readonly result: Readonly<Record<string, never>> };
    readonly error?: { readonly code: string };
  };
}

async function ask(path: string, server = 0): Promise<Answer> {
  const answer = await fetch(`${servers[server]?.url}/api/analytics/${path}`);
  return { status: answer.status, tier: answer.headers.get('x-cache'), body: (await answer.json()) as Answer['body'] };
}

async function resultOf<Result>(path: (typeof paths)[number], userId: number): Promise<Result> {
  const { body } = await ask(`${path}?userId=${userId}`);
  return body.data?.result as Result;
}

test('the same seed makes the same rows', async () => {
  const [row] = await database.execute(
    `SELECT md5(${Object.keys(seed.rows)
      .map((table) => `(SELECT string_agg(t::text, ' ' ORDER BY id) FROM learning.${table} t)`)
      .join(' || ')}) AS md5`,
  );
  expect(row?.md5).toBe('56387a77830106ce326a2443eff5ddef');
  for (const [table, rows] of Object.entries(seed.rows)) {
    expect(await database.execute(`SELECT count(*)::int AS rows FROM learning.${table}`)).toEqual([{ rows }]);
  }
});

test('rows that belong together are of one learner', async () => {
  const strangers = [
    ['study_sessions', 'mission_id', 'missions'],
    ['behavioral_events', 'session_id', 'study_sessions'],
    ['behavioral_events', 'objective_id', 'objectives'],
    ['struggle_predictions', 'objective_id', 'objectives'],
    ['recommendations', 'prediction_id', 'struggle_predictions'],
    ['cards', 'objective_id', 'objectives'],
    ['reviews', 'card_id', 'cards'],
    ['searches', 'recommendation_id', 'recommendations'],
  ].map(
    ([table, column, other]) =>
      `SELECT '${table}' AS of FROM learning.${table} t LEFT JOIN learning.${other} o ON o.id = t.${column}
       WHERE t.${column} IS NOT NULL AND o.user_id IS DISTINCT FROM t.user_id`,
  );
  expect(await database.execute(strangers.join(' UNION ALL '))).toEqual([]);
});

test('the 33 indexes of the table of the document are there, group by group', async () => {
  const indexes = await database.execute(`
    SELECT tablename AS table, count(*)::int AS indexes FROM pg_indexes
    WHERE schemaname = 'learning' AND indexname LIKE 'idx\\_%' GROUP BY tablename`);
  const of = (...tables: readonly string[]) =>
    indexes.filter(({ table }) => tables.includes(String(table))).reduce((sum, one) => sum + Number(one.indexes), 0);
  expect([
    of('behavioral_patterns'),
    of('missions'),
    of('study_sessions'),
    of('objectives'),
    of('behavioral_events'),
    of('struggle_predictions'),
    of('recommendations'),
    of('personalization_configs'),
    of('cognitive_load'),
    of('reviews', 'cards'),
    of('searches'),
    of('validation_responses', 'article_reads'),
  ]).toEqual([2, 2, 2, 3, 4, 4, 3, 3, 3, 2, 3, 2]);
  expect(of(...indexes.map(({ table }) => String(table)))).toBe(33);
});

test.each(paths)('%s answers in the envelope of the document, and from both tiers then', async (path) => {
  const url = `${path}?userId=7`;
  const first = await ask(url);
  expect(first).toMatchObject({ status: 200, tier: 'miss', body: { success: true, data: { result: { userId: 7 } } } });
  for (const value of Object.values(first.body.data?.result ?? {})) expect(value).not.toBeNull();
  expect(await ask(url, 1)).toEqual({ ...first, tier: 'l2' });
  expect(await ask(url, 1)).toEqual({ ...first, tier: 'l1' });
  expect((await ask(`${path}?userId=8`)).body.data?.result).toMatchObject({ userId: 8 });
});

test('each kind of data is kept for its own time', async () => {
  const kept = await Promise.all(['patterns', 'cognitive-load/current'].map((path) => ask(`${path}?userId=9`)));
  expect(kept.map(({ tier }) => tier)).toEqual(['miss', 'miss']);
  await expect.poll(async () => (await ask('cognitive-load/current?userId=9')).tier, { timeout: 5_000 }).toBe('miss');
  expect((await ask('patterns?userId=9')).tier).toBe('l1');
});

test('what the answers count is what the rows hold', async () => {
  const count = async (from: string) =>
    Number((await database.execute(`SELECT count(*)::int AS n FROM learning.${from}`))[0]?.n);
  const sum = <Name extends string>(list: readonly Readonly<Record<Name, number>>[], name: Name) =>
    list.reduce((total, one) => total + one[name], 0);

  const patterns = await resultOf<{ byType: { patterns: number }[]; hours: { events: number }[] }>('patterns', 3);
  expect(sum(patterns.byType, 'patterns')).toBe(await count('behavioral_patterns WHERE user_id = 3'));
  expect(sum(patterns.hours, 'events')).toBe(await count('behavioral_events WHERE user_id = 3'));

  const missions = await resultOf<{
    byStatus: { missions: number }[];
    performance: { completed: number };
    recent: { id: number; minutesStudied: number }[];
  }>('missions/summary', 3);
  expect(sum(missions.byStatus, 'missions')).toBe(10);
  expect(missions.performance.completed).toBe(await count("missions WHERE user_id = 3 AND status = 'completed'"));
  const [newest] = missions.recent;
  const [studied] = await database.execute(
    `SELECT sum(minutes)::int AS minutes FROM learning.study_sessions WHERE mission_id = ${newest?.id}`,
  );
  expect(newest?.minutesStudied).toBe(studied?.minutes);

  const { predictions } = await resultOf<{ predictions: { risk: number; mastery: number }[] }>(
    'predictions/generate',
    3,
  );
  expect(predictions).toHaveLength(5);
  expect(predictions.map(({ risk }) => risk)).toEqual(predictions.map(({ risk }) => risk).toSorted((a, b) => b - a));
  const [weakest] = await database.execute('SELECT min(mastery) AS mastery FROM learning.objectives WHERE user_id = 3');
  expect(Math.min(...predictions.map(({ mastery }) => mastery))).toBeCloseTo(Number(weakest?.mastery), 2);

  const { current, highest } = await resultOf<{ current: { load: number }; highest: number }>(
    'cognitive-load/current',
    3,
  );
  const [load] = await database.execute(`
    SELECT (array_agg(load ORDER BY measured_at DESC))[1] AS current, max(load) AS highest
    FROM learning.cognitive_load WHERE user_id = 3`);
  expect(current.load).toBeCloseTo(Number(load?.current), 2);
  expect(highest).toBeCloseTo(Number(load?.highest), 2);

  const { shareAverted } = await resultOf<{ shareAverted: number }>('struggle-reduction', 3);
  const ended = "struggle_predictions WHERE user_id = 3 AND status IN ('averted', 'confirmed')";
  const averted = await count("struggle_predictions WHERE user_id = 3 AND status = 'averted'");
  expect(shareAverted).toBeCloseTo(averted / (await count(ended)), 2);

  const { open } = await resultOf<{ open: { priority: number }[] }>('interventions', 3);
  expect(open).toHaveLength(await count("recommendations WHERE user_id = 3 AND status = 'open'"));
});

test.each(paths)('%s refuses whoever is nobody', async (path) => {
  for (const query of [
    '',
    '?userId=',
    '?userId=0',
    '?userId=07',
    '?userId=1.5',
    '?userId=9999999999',
    '?userId=1&userId=2',
    "?userId=1'--",
  ]) {
    expect(await ask(path + query)).toMatchObject({ status: 400, body: { error: { code: 'INVALID_FILTER' } } });
  }
  expect(await ask(`${path}?userId=101`)).toMatchObject({ status: 404, body: { error: { code: 'USER_NOT_FOUND' } } });
});
