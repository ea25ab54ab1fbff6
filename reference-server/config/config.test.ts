import { expect, test } from 'vitest';
import audit from '../profiles/audit.json' with { type: 'json' };
import learning from '../profiles/learning.json' with { type: 'json' };
import opal from '../profiles/opal.json' with { type: 'json' };
import strict from '../profiles/strict.json' with { type: 'json' };
import users from '../profiles/users.json' with { type: 'json' };
import workspace from '../profiles/workspace.json' with { type: 'json' };
import { readConfig } from './config.ts';
import { configReport, withoutCredentials } from './config-report.ts';

test('a setting comes from the last layer that names it, and says so', () => {
  const base = readConfig({ PROFILE: 'strict' }).settings;
  expect(base['pool.min']).toEqual({ value: 2, source: '000 Enhanced Database Connection Pool' });

  const profile = readConfig({}).settings;
  expect(profile['pool.min']).toMatchObject({ value: 5, source: '004 Connection Pooling' });

  const environment = readConfig({ NODE_ENV: 'production' }).settings;
  expect(environment['cache.ttl.defaultSeconds']).toEqual({ value: 600, source: '003 Environment-Specific Settings' });

  const variable = readConfig({ DB_POOL_MIN: '7', NODE_ENV: 'production', CACHE_DEFAULT_TTL: '42' }).settings;
  expect(variable['pool.min']).toEqual({ value: 7, source: 'variable DB_POOL_MIN' });
  expect(variable['cache.ttl.defaultSeconds']).toEqual({ value: 42, source: 'variable CACHE_DEFAULT_TTL' });
});

test.each([
  ['development', 60, 1_800, 900],
  ['staging', 50, 900, 900],
  ['production', 45, 600, 600],
])(
  'in %s, profile learning has %i connections and keeps nothing longer than its document says',
  (NODE_ENV, max, objectives, missions) => {
    const { settings } = readConfig({ PROFILE: 'learning', NODE_ENV });
    expect(settings['pool.max']).toMatchObject({ value: max, source: '002 Deployment Recommendations' });
    expect(settings['cache.ttl.learningObjectivesSeconds'].value).toBe(objectives);
    expect(settings['cache.ttl.missionSummariesSeconds'].value).toBe(missions);
    expect(settings['cache.ttl.cognitiveLoadSeconds'].value).toBe(120);
    const { settings: named } = readConfig({ PROFILE: 'learning', NODE_ENV, DB_POOL_MAX: '7' });
    expect(named['pool.max']).toEqual({ value: 7, source: 'variable DB_POOL_MAX' });
  },
);

test.each(['development', 'staging', 'production'])('in %s, profile opal keeps to its document', (NODE_ENV) => {
  const { settings } = readConfig({ PROFILE: 'opal', NODE_ENV });
  const values = Object.fromEntries(Object.entries(settings).map(([name, { value }]) => [name, value]));
  expect(values).toMatchObject({
    'cache.fallback': 'db',
    'pool.min': 2,
    'pool.max': 20,
    'pool.idleMs': 30_000,
    'query.slowMs': 1_000,
    'query.verySlowMs': 5_000,
    'http.slowRequestMs': 1_000,
    'http.criticalRequestMs': 5_000,
    'cache.ttl.defaultSeconds': 3_600,
    'cache.ttl.mappingsSeconds': 3_600,
    'cache.ttl.rulesSeconds': 1_800,
    'cache.ttl.metricsSeconds': 300,
    'cache.ttl.coordinationSeconds': 900,
  });
  const { settings: named } = readConfig({ PROFILE: 'opal', NODE_ENV, MAPPING_CACHE_TTL: '7' });
  expect(named['cache.ttl.mappingsSeconds']).toEqual({ value: 7, source: 'variable MAPPING_CACHE_TTL' });
});

test.each([
  ['development', 60, 500],
  ['staging', 300, 1_000],
  ['production', 600, 2_000],
])('in %s, profile audit keeps answers for %i s and calls requests slow from %i ms on', (NODE_ENV, ttl, slowMs) => {
  const { settings } = readConfig({ PROFILE: 'audit', NODE_ENV });
  expect(settings['cache.ttl.defaultSeconds']).toMatchObject({
    value: ttl,
    source: '003 Environment-Specific Settings',
  });
  expect(settings['http.slowRequestMs'].value).toBe(slowMs);
  expect(settings['page.auditLimit'].value).toBe(50);
});

test.each([
  ['development', 500],
  ['staging', 200],
  ['production', 100],
])('in %s a page has at most %i rows, whatever the profile', (NODE_ENV, most) => {
  for (const PROFILE of ['users', 'audit', 'strict']) {
    expect(readConfig({ PROFILE, NODE_ENV }).settings['page.maxLimit']).toMatchObject({ value: most, source: 'ours' });
  }
});

test.each(['development', 'staging', 'production'])(
  'in %s, profile workspace warns where its document does',
  (NODE_ENV) => {
    const { settings } = readConfig({ PROFILE: 'workspace', NODE_ENV });
    const limits = ['http.slowRequestMs', 'http.criticalRequestMs', 'memory.warnShare', 'memory.shedShare'] as const;
    expect(limits.map((name) => settings[name].value)).toEqual([500, 2_000, 0.8, 0.95]);
    for (const name of limits) expect(settings[name].source).toBe('001 Alert Thresholds');
  },
);

test('what a document does not say is not said to be its', () => {
  for (const PROFILE of ['users', 'audit']) {
    const { settings } = readConfig({ PROFILE });
    // 003 has a queueTimeout of 30 s; these are other things.
    for (const name of ['http.requestTimeoutMs', 'bulk.timeoutMs', 'export.stallMs'] as const)
      expect(settings[name].source).toBe('ours');
  }
  expect(readConfig({ PROFILE: 'users' }).settings['pool.idleMs'].source).toBe('004 Connection Pooling');
});

test.each([
  ['redis.retryFirstMs', 50, '002 Resilience Patterns'],
  ['redis.retryLongestMs', 2_000, '002 Resilience Patterns'],
  ['pool.retryFirstMs', 50, 'ours'],
  ['pool.retryLongestMs', 2_000, 'ours'],
  ['health.slowMs', 100, '002 Performance Metrics to Track'],
  ['health.busyShare', 0.95, '003 Automated Alerts'],
  ['query.batchRows', 100, '004 Query Optimization'],
  ['query.cursorRows', 1_000, '004 Query Optimization'],
  ['export.chunkRows', 1_000, '003 REST API Streaming'],
  ['warmUp.preloadDays', 7, '003 Cache Management'],
] as const)('in every profile %s is %d, as %s has it', (name, value, source) => {
  for (const PROFILE of ['users', 'workspace', 'opal', 'learning', 'audit', 'strict'])
    expect(readConfig({ PROFILE }).settings[name]).toMatchObject({ value, source });
});

test('an empty variable sets nothing', () => {
  expect(readConfig({ PROFILE: '', NODE_ENV: '', DB_POOL_MIN: '' }).settings['pool.min'].value).toBe(5);
});

test.each([
  [{ PROFILE: 'userz' }, 'PROFILE: there is no "userz"'],
  [{ PROFILE: 'constructor' }, 'PROFILE: there is no "constructor"'],
  [{ NODE_ENV: 'test' }, 'NODE_ENV: there is no "test"'],
  [{ PORT: '70000' }, '"server.port" must be a whole number from 0 to 65535'],
  [{ PORT: '80.5' }, '"server.port" must be a whole number'],
  [{ DB_POOL_MAX: ' ' }, '"pool.max" must be a whole number'],
  [{ FAULT_HANDLER_ERROR_SHARE: '1.1' }, '"fault.handler.errorShare" must be a fraction from 0 to 1'],
  [{ FAULT_HANDLER_EXTRA_SQL: 'yes' }, '"fault.handler.extraSql" must be one of off, on'],
  [{ DB_POOL_MIN: '30' }, 'pool.min (30) is above pool.max (20)'],
])('%j is refused with one clear sentence', (variables, sentence) => {
  expect(() => readConfig(variables)).toThrowError(
    expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining(sentence) }),
  );
});

test('a refused secret is not repeated', () => {
  expect(() => readConfig({ PORT: 'hunter2' })).toThrowError(
    expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
  );
});

test('the configuration cannot be changed', () => {
  const { settings } = readConfig({});
  expect(() => Object.assign(settings, { 'pool.max': 1 })).toThrow(TypeError);
  expect(() => Object.assign(settings['pool.max'], { value: 1 })).toThrow(TypeError);
});

test('the report shows every value with its source and no secret', () => {
  const report = JSON.stringify(
    configReport(
      readConfig({
        DATABASE_URL: 'postgres://anna:s3cret@db.example:5432/shop?password=s3cret',
        LAB_KEY: 'looks:like/a-url-s3cret',
        CURSOR_SECRET: 's3cret',
        PORT: '4000',
      }),
    ),
  );
  expect(report).not.toContain('s3cret');
  expect(report).not.toContain('anna');
  expect(JSON.parse(report)).toMatchObject({
    profile: 'users',
    environment: 'development',
    settings: {
      'postgres.url': { value: 'postgres://db.example:5432/shop', source: 'variable DATABASE_URL' },
      'lab.key': { value: 'set' },
      'redis.url': { value: null },
      'server.port': { value: 4000, source: 'variable PORT' },
      'pool.max': { value: 20, source: '004 Connection Pooling' },
    },
  });
});

test('what is not a URL is not shown', () => {
  expect(withoutCredentials('host=db password=s3cret')).toBe('set');
});

test('every target has exactly one limit and names its document', () => {
  const targets = [users, strict, learning, opal, workspace, audit].flatMap((profile) => profile.targets);
  expect(targets.length).toBeGreaterThan(30);
  for (const target of targets) {
    expect(target.source).toMatch(/^00[0-4] \w/);
    expect(['below', 'above'].filter((side) => side in target)).toHaveLength(1);
  }
});
