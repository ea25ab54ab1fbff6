import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'loadline-comment-'));
const file = join(folder, 'comment.md');
writeFileSync(file, '### ✅ pass\n');
afterAll(() => rmSync(folder, { recursive: true }));

interface Comment {
  readonly id: number;
  readonly user: { readonly login: string } | null;
  body: string;
}

/** As much of GitHub's API as comments need, with its own pages and its own refusals. */
interface Api {
  readonly comments: Comment[];
  readonly requests: string[];
  /** Status by method, where it refuses. */
  readonly refuses: Readonly<Record<string, number>>;
  readonly head: string;
}

const HEAD = 'a'.repeat(40);
const BOT = { login: 'github-actions[bot]' };
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function serve(api: Api): Promise<string> {
  const server = createServer(async (request, response) => {
    const { method = '', url = '' } = request;
    api.requests.push(`${method} ${url}`);
    const answer = (status: number, body: unknown) => response.writeHead(status).end(JSON.stringify(body));
    const sent = (await text(request)) || '{}';
    const refused = api.refuses[method];
    if (refused !== undefined || request.headers.authorization !== 'Bearer secret') return answer(refused ?? 401, {});
    const { pathname, searchParams } = new URL(url, 'http://x');
    if (pathname === '/repos/acme/shop/pulls/7') return answer(200, { head: { sha: api.head } });
    if (pathname === '/repos/acme/shop/issues/7/comments' && method === 'GET') {
      const size = Number(searchParams.get('per_page') ?? 30);
      const from = (Number(searchParams.get('page') ?? 1) - 1) * size;
      return answer(200, api.comments.slice(from, from + size));
    }
    if (pathname === '/repos/acme/shop/issues/7/comments' && method === 'POST') {
      api.comments.push({ id: 9000 + api.comments.length, user: BOT, body: JSON.parse(sent).body });
      return answer(201, {});
    }
    const edited = api.comments.find(({ id }) => pathname === `/repos/acme/shop/issues/comments/${id}`);
    if (edited === undefined || method !== 'PATCH') return answer(404, {});
    edited.body = JSON.parse(sent).body;
    return answer(200, {});
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a server that listens on TCP has such an address
}

function api(comments: readonly Comment[] = [], rest: Partial<Api> = {}): Api {
  return { comments: [...comments], requests: [], refuses: {}, head: HEAD, ...rest };
}

async function comment(url: string, variables: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'comment.mjs')], {
    env: {
      PATH: process.env.PATH,
      GITHUB_API_URL: url,
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_TOKEN: 'secret',
      PULL_REQUEST: '7',
      COMMENT_ID: 'load',
      COMMENT_FILE: file,
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((done) => child.on('close', done));
  return { said: await text(child.stdout), code: await ended };
}

function from(user: Comment['user'], body: string, id: number): Comment {
  return { id, user, body };
}

const chatter = (count: number) => Array.from({ length: count }, (_, index) => from({ login: 'ada' }, 'hm', index + 1));
const OWN = '<!-- loadline: load -->\nold';
const NEW = '<!-- loadline: load -->\n### ✅ pass\n';

test('the first comment is written, the second time it is edited', async () => {
  const state = api(chatter(2));
  const url = await serve(state);
  expect(await comment(url)).toMatchObject({ code: 0, said: expect.stringContaining('#7 has a comment') });
  expect(state.comments.map(({ body }) => body)).toEqual(['hm', 'hm', NEW]);
  writeFileSync(file, '### ❌ fail\n');
  expect(await comment(url)).toMatchObject({ code: 0, said: expect.stringContaining('was edited') });
  writeFileSync(file, '### ✅ pass\n');
  expect(state.comments.map(({ body }) => body)).toEqual(['hm', 'hm', '<!-- loadline: load -->\n### ❌ fail\n']);
});

test('its comment is found on the third page', async () => {
  const state = api([...chatter(230), from(BOT, OWN, 777), ...chatter(20)]);
  await comment(await serve(state));
  expect(state.comments.length).toBe(251);
  expect(state.comments[230]?.body).toBe(NEW);
  expect(state.requests.filter((request) => request.startsWith('GET'))).toHaveLength(3);
});

test('pages that are exactly full are followed by one more', async () => {
  const state = api(chatter(200));
  await comment(await serve(state));
  expect(state.comments).toHaveLength(201);
});

test('neither somebody else’s copy of the marker nor a marker of another gate is edited', async () => {
  const others = [
    from({ login: 'mallory' }, OWN, 1),
    from(null, OWN, 2),
    from(BOT, '<!-- loadline: load-2 -->\nanother gate', 3),
    from(BOT, 'quoted:\n<!-- loadline: load -->', 4),
  ];
  const before = others.map(({ body }) => body);
  const state = api(others);
  await comment(await serve(state));
  expect(state.comments.map(({ body }) => body)).toEqual([...before, NEW]);
});

test.each([
  ['GET', 403],
  ['POST', 403],
  ['POST', 404],
  ['GET', 500],
])('a refused %s (%i) is a notice, and no failure', async (method, status) => {
  const state = api([], { refuses: { [method]: status } });
  const { code, said } = await comment(await serve(state));
  expect(code).toBe(0);
  expect(said).toMatch(new RegExp(`^::notice title=Loadline::No comment: GitHub answered ${status}`));
  expect(state.comments).toEqual([]);
});

test('nobody at the other end is a notice, too', async () => {
  expect(await comment('http://127.0.0.1:9')).toMatchObject({ code: 0, said: expect.stringContaining('No comment') });
});

test('a pass is quiet where only problems are to be told, but mends what was told before', async () => {
  const quiet = { COMMENT_ON: 'problems', OUTCOME: 'pass' };
  const silent = api();
  await comment(await serve(silent), quiet);
  expect(silent.comments).toEqual([]);
  const told = api([from(BOT, OWN, 5)]);
  await comment(await serve(told), quiet);
  expect(told.comments[0]?.body).toBe(NEW);
  const undecided = api();
  await comment(await serve(undecided), { ...quiet, OUTCOME: 'undecided' });
  expect(undecided.comments).toHaveLength(1);
});

test('a pull request that moved on is left alone', async () => {
  const state = api([], { head: 'b'.repeat(40) });
  expect((await comment(await serve(state), { EXPECTED_HEAD: HEAD })).said).toContain('another head');
  expect(state.comments).toEqual([]);
  const same = api();
  await comment(await serve(same), { EXPECTED_HEAD: HEAD });
  expect(same.comments).toHaveLength(1);
});

test.each([
  { PULL_REQUEST: '7/../8' },
  { PULL_REQUEST: '0' },
  { COMMENT_ID: 'a --> <img src=x>' },
  { EXPECTED_HEAD: 'main' },
  { GITHUB_REPOSITORY: 'acme/shop/../x' },
  { DETAILS_URL: 'javascript:alert(1)' },
  { COMMENT_FILE: '/nowhere.md' },
])('what is not what it must be asks nobody anything: %j', async (variables) => {
  const state = api();
  expect(await comment(await serve(state), variables)).toMatchObject({
    code: 0,
    said: expect.stringContaining('No comment'),
  });
  expect(state.requests).toEqual([]);
});

test('a text beyond the limit, or none, is not sent', async () => {
  for (const words of ['x'.repeat(65_536), ' \n']) {
    const long = join(folder, 'long.md');
    writeFileSync(long, words);
    const state = api();
    expect((await comment(await serve(state), { COMMENT_FILE: long })).said).toContain('No comment');
    expect(state.requests).toEqual([]);
  }
});
