import { expect, test } from 'vitest';
import { readConfig } from './config.ts';
import { settingsDigest } from './settings-digest.ts';

const digestOf = (variables: Readonly<Record<string, string>>) => settingsDigest(readConfig(variables).settings);

test('servers that are set alike have one digest, wherever they and their services are', () => {
  const digest = digestOf({});
  expect(digest).toMatch(/^[\da-f]{12}$/);
  const elsewhere = {
    PORT: '4000',
    LOG_LEVEL: 'error',
    DATABASE_URL: 'postgres://anna:s3cret@db.example/shop',
    REDIS_URL: 'redis://cache.example',
    LAB_KEY: 'k',
    AUTH_SECRET: 's',
    CURSOR_SECRET: 'c',
  };
  expect(digestOf(elsewhere)).toBe(digest);
  expect(digestOf({ REDIS_HOST: 'cache.example', REDIS_PORT: '1', REDIS_PASSWORD: 'p', REDIS_DB: '3' })).toBe(digest);
  // Said, or left as it is anyway.
  expect(digestOf({ DB_POOL_MAX: '20' })).toBe(digest);
});

test.each([
  { L1_MAX_ENTRIES: '100' },
  { CACHE_COMPRESSION: 'zstd-3' },
  { DB_POOL_MAX: '7' },
  { CACHE_LEASE: 'on' },
  { SEED_TASKS: '1000' },
  { FAULT_HANDLER_BUSY_US: '80' },
  { PROFILE: 'opal' },
  { NODE_ENV: 'production' },
])('%j has another', (variables) => {
  expect(digestOf(variables as Record<string, string>)).not.toBe(digestOf({}));
});
