import { expect, test } from 'vitest';
import { plainName, routeName } from './route-name.ts';

const URL_NAMES: readonly (readonly [string, string])[] = [
  ['http://127.0.0.1:8080/api/users/123', 'GET /api/users/:id'],
  ['http://127.0.0.1:8080/api/users/123/posts?limit=5&cursor=abc#top', 'GET /api/users/:id/posts'],
  ['https://user:secret@example.com', 'GET /'],
  ['http://h/?q=1', 'GET /'],
  ['http://h/a/', 'GET /a/'],
  ['http://h/orders/3fa85f64-5717-4562-b3fc-2c963f66afa6', 'GET /orders/:id'],
  ['http://h/commits/9daeafb9864cf43055ae93beb0afd6c7d144bfa4', 'GET /commits/:id'],
  ['http://h/objects/507f1f77bcf86cd799439011', 'GET /objects/:id'],
  ['http://h/u/01ARZ3NDEKTSV4RRFFQ69G5FAV', 'GET /u/:id'],
  ['http://h/u/cjld2cjxh0000qzrmn831i7rn', 'GET /u/:id'],
  ['http://h/c/cus_9s6XKzkNRiz8i3AbC', 'GET /c/:id'],
  ['http://h/t/eyJhbGciOiJIUzI1NiJ9-x', 'GET /t/:id'],
  ['http://h/days/2026-11-21/x', 'GET /days/:date/x'],
  ['http://h/months/2026-11', 'GET /months/:date'],
  ['http://h/files/1234.json', 'GET /files/:id.json'],
  ['http://h/at/48.85,2.35', 'GET /at/:id'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: k6's http.url leaves exactly this
  ['http://h/users/${}/posts', 'GET /users/:id/posts'],
  ['http://h/api/v2/users', 'GET /api/v2/users'],
  ['http://h/assets/main.css', 'GET /assets/main.css'],
  ['http://h/large-report-of-all-the-users', 'GET /large-report-of-all-the-users'],
  ['http://h/deadbeef/cafe/decade', 'GET /deadbeef/cafe/decade'],
];

test.each(URL_NAMES)('%s counts into %s', (name, route) => {
  expect(routeName(name, 'GET')).toBe(route);
});

test('a name that the script gave stays as it is, whatever its method', () => {
  expect(routeName('GET /api/users/:id', 'GET')).toBe('GET /api/users/:id');
  expect(routeName('checkout', 'POST')).toBe('checkout');
  expect(routeName('/users/123', 'GET')).toBe('/users/123');
});

test.each([
  ['http://127.0.0.1:8080/ok', 'GET /ok'],
  ['http://LOCALHOST:8080/ok', 'GET /ok'],
  ['http://127.0.0.1:8081/ok', 'GET 127.0.0.1:8081/ok'],
  ['http://user:secret@Other.example:80/a/7?token=x', 'GET other.example/a/:id'],
  ['https://other.example:443', 'GET other.example/'],
  ['https://partner.example:8443/api/ok', 'GET $PARTNER_URL/api/ok'],
  ['http://home.example/ok', 'GET /ok'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: k6's http.url leaves exactly this
  ['http://${}/ok', 'GET /ok'],
  ['checkout', 'checkout'],
])('of a subject at two hosts, %s counts into %s', (name, route) => {
  const homes = ['http://127.0.0.1:8080/', 'http://home.example:80/base'];
  const passed = { MODE: 'fast', PARTNER_URL: 'https://token@Partner.example:8443/api' };
  expect(routeName(name, 'GET', { homes, passed })).toBe(route);
});

test('a URL without a known method gets no prefix', () => {
  expect(routeName('http://h/a', '')).toBe('/a');
});

test('line breaks, control and direction marks do not get into names', () => {
  expect(plainName('a\r\n\tb\u0000c\u202Ed\u2028e')).toBe('a b c d e');
  expect(plainName(' \n ')).toBe('unnamed');
});

test('a name is cut at 200 characters, not inside one', () => {
  expect(Array.from(plainName('𝄞'.repeat(300)))).toHaveLength(200);
  expect(plainName('x'.repeat(200))).toBe('x'.repeat(200));
});

test('a name of a megabyte is folded at once', () => {
  expect(routeName(`http://h/${'1a'.repeat(500_000)}`, 'GET')).toBe('GET /:id');
  expect(routeName(`http://h/${'a.'.repeat(500_000)}`, 'GET')).toHaveLength(200);
});
