import { expect, test } from 'vitest';
import { readConfig } from './config.ts';
import { configReport } from './config-report.ts';
import { redisUrlOf } from './redis-url.ts';
import { serverSettings } from './server-settings.ts';
import type { SettingName } from './settings.ts';

/** Variables that the documents name, with a value of each, what it sets, and one that it cannot be. */
const NAMED: readonly (readonly [variable: string, given: string, name: SettingName, value: unknown, wrong: string])[] =
  [
    ['REDIS_HOST', 'redis.example', 'redis.host', 'redis.example', ''],
    ['REDIS_PORT', '6380', 'redis.port', 6380, '70000'],
    ['REDIS_PASSWORD', 's3cret', 'redis.password', 's3cret', ''],
    ['REDIS_DB', '3', 'redis.db', 3, 'three'],
    ['CACHE_DEFAULT_TTL', '3600', 'cache.ttl.defaultSeconds', 3600, '0'],
    ['DB_POOL_MIN', '3', 'pool.min', 3, '-1'],
    ['DB_POOL_MAX', '19', 'pool.max', 19, '0'],
    ['DB_IDLE_TIMEOUT', '20000', 'pool.idleMs', 20_000, '1'],
    ['SLOW_REQUEST_THRESHOLD', '900', 'http.slowRequestMs', 900, 'slow'],
    ['CRITICAL_REQUEST_THRESHOLD', '4000', 'http.criticalRequestMs', 4_000, '0'],
    ['TARGET_API_RESPONSE_TIME', '80', 'monitor.targetResponseMs', 80, '0'],
    ['MAPPING_CACHE_TTL', '3000', 'cache.ttl.mappingsSeconds', 3_000, '1.5'],
    ['RULES_CACHE_TTL', '1500', 'cache.ttl.rulesSeconds', 1_500, ' '],
    ['METRICS_CACHE_TTL', '200', 'cache.ttl.metricsSeconds', 200, '0'],
    ['DATABASE_CONNECTION_LIMIT', '60', 'pool.max', 60, '501'],
  ];

test.each(NAMED)('%s=%s is read, checked, and named as the source', (variable, given, name, value, wrong) => {
  const { settings } = readConfig({ [variable]: given });
  expect(settings[name]).toMatchObject({ value, source: `variable ${variable}` });
  if (wrong === '') return;
  expect(() => readConfig({ [variable]: wrong })).toThrowError(
    expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining(`"${name}"`) }),
  );
});

test('the size of the pools comes from DB_POOL_MAX, else DATABASE_CONNECTION_LIMIT, else the URL, else the profile', () => {
  const DATABASE_URL = 'postgresql://user:pass@db.example/shop?sslmode=disable&connection_limit=45';
  const maxOf = (variables: Readonly<Record<string, string>>) => readConfig(variables).settings['pool.max'];
  expect(maxOf({ DATABASE_URL })).toEqual({ value: 45, source: 'variable DATABASE_URL', note: 'connection_limit' });
  expect(maxOf({ DATABASE_URL, DATABASE_CONNECTION_LIMIT: '60' }).value).toBe(60);
  expect(maxOf({ DATABASE_URL, DATABASE_CONNECTION_LIMIT: '60', DB_POOL_MAX: '7' }).value).toBe(7);
  expect(maxOf({ DATABASE_URL: 'postgresql://db.example/shop' }).source).toBe('004 Connection Pooling');
  expect(() => maxOf({ DATABASE_URL: `${DATABASE_URL}0000` })).toThrowError(/"pool.max" must be a whole number/);
});

test('a Redis is named by its URL or by host, port, password and database, and not by both', () => {
  const urlOf = (variables: Readonly<Record<string, string>>) => redisUrlOf(readConfig(variables).settings);
  expect(urlOf({})).toBeNull();
  expect(urlOf({ REDIS_URL: 'redis://r.example:1' })).toBe('redis://r.example:1');
  expect(urlOf({ REDIS_HOST: 'r.example' })).toBe('redis://r.example:6379/0');
  expect(urlOf({ REDIS_PORT: '6380', REDIS_DB: '2' })).toBe('redis://localhost:6380/2');
  expect(urlOf({ REDIS_HOST: '::1', REDIS_PASSWORD: 'p@ss/w:rd' })).toBe('redis://:p%40ss%2Fw%3Ard@[::1]:6379/0');
  const refused = expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.not.stringContaining('example') });
  expect(() => urlOf({ REDIS_URL: 'redis://r.example:1', REDIS_DB: '1' })).toThrowError(refused);
  expect(() => urlOf({ REDIS_HOST: 'r.example/x' })).toThrowError(refused);
  expect(() => urlOf({ REDIS_HOST: 'user@r.example' })).toThrowError(refused);
});

test('the password of Redis is in no report', () => {
  expect(JSON.stringify(configReport(readConfig({ REDIS_PASSWORD: 's3cret' })))).not.toContain('s3cret');
});

test('compression is set by variables: whether, from what size on, where not, and how hard', () => {
  const compressionOf = (variables: Readonly<Record<string, string>>) =>
    serverSettings(readConfig(variables).settings).http.compression;
  expect(compressionOf({})).toEqual({
    isEnabled: true,
    minSizeBytes: 1_024,
    excludePaths: ['/health', '/metrics'],
    levels: { br: 4, zstd: 3, gzip: 6, deflate: 6 },
  });
  const own = {
    COMPRESSION: 'off',
    COMPRESSION_MIN_SIZE: '10',
    COMPRESSION_EXCLUDE_PATHS: '/api/users/:id,/docs/*',
    COMPRESSION_LEVEL_BR: '11',
    COMPRESSION_LEVEL_GZIP: '1',
  };
  expect(compressionOf(own)).toEqual({
    isEnabled: false,
    minSizeBytes: 10,
    excludePaths: ['/api/users/:id', '/docs/*'],
    levels: { br: 11, zstd: 3, gzip: 1, deflate: 6 },
  });
  expect(compressionOf({ COMPRESSION_EXCLUDE_PATHS: ',' }).excludePaths).toEqual([]);
});

test.each([
  ['COMPRESSION_LEVEL_BR', '12'],
  ['COMPRESSION_LEVEL_GZIP', '0'],
  ['COMPRESSION_LEVEL_ZSTD', 'high'],
  ['COMPRESSION_EXCLUDE_PATHS', 'health'],
  ['COMPRESSION_EXCLUDE_PATHS', '/a b'],
])('%s=%s is refused', (variable, value) => {
  expect(() => readConfig({ [variable]: value })).toThrowError(expect.objectContaining({ code: 'CONFIG_INVALID' }));
});
