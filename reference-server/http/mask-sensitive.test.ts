import { expect, test } from 'vitest';
import { maskSensitive } from './mask-sensitive.ts';

test.each([
  [
    { password: 'a', PASSWORD: 'a', dbPass: 'a' },
    { password: '***', PASSWORD: '***', dbPass: '***' },
  ],
  [
    { apiKey: 'a', 'x-lab-key': 'a', api_key: 'a', key: 'a' },
    { apiKey: '***', 'x-lab-key': '***', api_key: '***', key: '***' },
  ],
  [
    { keys: 3, monkey: 'b' },
    { keys: 3, monkey: 'b' },
  ],
  [{ token: { deep: 'a' } }, { token: '***' }],
  ['write to anna@example.org now', 'write to *** now'],
  ['eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiYSJ9.abc', '***'],
  ['postgres://anna:hunter2@db/shop', '***'],
  [
    [1, true, null, 'plain'],
    [1, true, null, 'plain'],
  ],
  [{ pattern: 'user:*' }, { pattern: 'user:*' }],
])('%j becomes %j', (given, masked) => {
  expect(maskSensitive(given)).toEqual(masked);
});

test('what is deep, long or wide is cut', () => {
  let deep: unknown = 'bottom';
  for (let level = 0; level < 10_000; level += 1) deep = [deep];
  expect(JSON.stringify(maskSensitive(deep))).toBe('[[[["…"]]]]');
  expect(maskSensitive(Array.from({ length: 100 }, (_, place) => place))).toHaveLength(20);
  expect(String(maskSensitive('x'.repeat(1_000)))).toHaveLength(201);
});

test('a text of a megabyte does not take long, and shows no half of what is sensitive', () => {
  for (const part of ['a', 'eyJ-', 'x://', ':']) {
    expect(String(maskSensitive(part.repeat(1_000_000 / part.length))).length).toBeLessThanOrEqual(201);
  }
  const people = 'anna@example.org '.repeat(200);
  expect(maskSensitive(people)).toMatch(/^(\*\*\* )+…$/);
}, 5_000);
