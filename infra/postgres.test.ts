import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { processesIn, startMarkedModule } from '../tests/marked-processes.ts';
import { startPostgres } from './postgres.ts';

// Not the system's folder for temporary files: root drops to a user who must get there.
const folder = mkdtempSync('/var/tmp/loadline-test-postgres-');
execFileSync('chmod', ['755', folder]);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const cache = (name: string) => join(folder, name);
const postgres = JSON.stringify(new URL('postgres.ts', import.meta.url).href);

async function query(url: string, text: string): Promise<readonly unknown[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query({ text, rowMode: 'array' })).rows.map((row: readonly unknown[]) => row[0]);
  } finally {
    await client.end();
  }
}

test('the data is there again at the next start, and the settings are those that are reported', async () => {
  const first = await startPostgres({ directory: cache('kept') });
  await query(first.url, 'create table kept as select 7 as answer');
  for (const [name, value] of Object.entries(first.settings)) {
    expect(await query(first.url, `select current_setting('${name}')`), name).toEqual([value]);
  }
  await first.stop();
  await expect(query(first.url, 'select 1')).rejects.toThrow('ECONNREFUSED');

  const second = await startPostgres({ directory: cache('kept') });
  expect(await query(second.url, 'select answer from kept')).toEqual([7]);
  expect(await query(second.url, 'show server_version')).toEqual([second.version]);
  await second.stop();
  await second.stop();
});

test.runIf(process.getuid?.() === 0)(
  'root may start it whatever its umask, and in a folder that it keeps to itself',
  async () => {
    const mask = process.umask(0o077);
    try {
      const server = await startPostgres({ directory: cache('private/postgres') });
      expect(await query(server.url, 'select 1')).toEqual([1]);
      await server.stop();
      rmSync(join(server.directory ?? '', '..'), { recursive: true });
    } finally {
      process.umask(mask);
    }
  },
);

test('a wrong password is refused, and the right one lies in a file that only its owner reads', async () => {
  const server = await startPostgres({ directory: cache('closed') });
  const url = new URL(server.url);
  url.password = 'loadline';
  await expect(query(url.href, 'select 1')).rejects.toThrow('password authentication failed');
  expect(statSync(join(server.directory ?? '', 'password')).mode & 0o777).toBe(0o600);
  await server.stop();
});

test('the server listens on the loopback interface only', async () => {
  const server = await startPostgres({ directory: cache('closed') });
  const port = Number(new URL(server.url).port);
  const outward = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  for (const { address } of outward.filter(({ internal, family }) => !internal && family === 'IPv4')) {
    const answer = await new Promise((resolve) => {
      connect({ host: address, port })
        .once('connect', () => resolve('connected'))
        .once('error', () => resolve('refused'));
    });
    expect(answer, address).toBe('refused');
  }
  await server.stop();
});

test('a second run at the same time gets a database of its own, and the same one again later', async () => {
  const [one, two] = await Promise.all([
    startPostgres({ directory: cache('two') }),
    startPostgres({ directory: cache('two') }),
  ]);
  expect(new Set([one.directory, two.directory])).toEqual(
    new Set([cache('two/postgres-18'), cache('two/postgres-18-2')]),
  );
  await query(two.url, 'create table mine ()');
  expect(await query(one.url, "select to_regclass('mine')")).toEqual([null]);
  await Promise.all([one.stop(), two.stop()]);
  expect(readdirSync(cache('two')).sort()).toEqual([
    'postgres-18',
    'postgres-18-2',
    'postgres-18-2.log',
    'postgres-18.log',
  ]);
});

test('the fifth run at the same time is refused', async () => {
  const four = [];
  for (let run = 1; run <= 4; run += 1) four.push(await startPostgres({ directory: cache('busy') }));
  await expect(startPostgres({ directory: cache('busy') })).rejects.toMatchObject({ code: 'POSTGRES_BUSY' });
  await Promise.all(four.map(({ stop }) => stop()));
});

test('a run that is killed outright leaves no process, and the next one finds its data', async () => {
  const run = startMarkedModule(`
    import { startPostgres } from ${postgres};
    const { url } = await startPostgres({ directory: ${JSON.stringify(cache('killed'))} });
    console.log('url ' + url + ' end');
    setInterval(() => {}, 1000);
  `);
  await run.says(' end');
  const url = /url (\S+)/.exec(run.output())?.[1] ?? '';
  await query(url, 'create table survived ()');
  expect(processesIn(cache('killed')).length).toBeGreaterThan(3);
  run.child.kill('SIGKILL');
  // At once: the server of the dead run is still on its way out.
  const next = await startPostgres({ directory: cache('killed') });
  expect(next.directory).toBe(cache('killed/postgres-18'));
  expect(await query(next.url, "select to_regclass('survived')::text")).toEqual(['survived']);
  await next.stop();
  await run.allGone();
  expect(processesIn(cache('killed'))).toEqual([]);
});

test('a server that was itself killed outright recovers at the next start', async () => {
  const run = startMarkedModule(`
    import { readFileSync } from 'node:fs';
    import { startPostgres } from ${postgres};
    const { directory } = await startPostgres({ directory: ${JSON.stringify(cache('crashed'))} });
    process.kill(Number(readFileSync(directory + '/data/postmaster.pid', 'utf8').split('\\n')[0]), 'SIGKILL');
  `);
  await run.allGone();
  expect(existsSync(cache('crashed/postgres-18/data/postmaster.pid'))).toBe(true);
  const next = await startPostgres({ directory: cache('crashed') });
  expect(next.directory).toBe(cache('crashed/postgres-18'));
  expect(await query(next.url, 'select 1')).toEqual([1]);
  await next.stop();
});

test('a run that ends without a word leaves no process', async () => {
  const run = startMarkedModule(`
    import { startPostgres } from ${postgres};
    await startPostgres({ directory: ${JSON.stringify(cache('forgotten'))} });
    process.exit(7);
  `);
  await run.allGone();
  expect(run.child.exitCode).toBe(7);
  expect(existsSync(cache('forgotten/postgres-18/data'))).toBe(true);
  expect(processesIn(cache('forgotten'))).toEqual([]);
});

test('an external database is used as it is, and nothing is started', async () => {
  const server = await startPostgres({ directory: cache('none'), url: 'postgres://db.invalid/x' });
  expect(server).toMatchObject({ url: 'postgres://db.invalid/x', origin: 'external', version: null, settings: {} });
  await server.stop();
  expect(existsSync(cache('none'))).toBe(false);
});

test.runIf(process.getuid?.() === 0)(
  'in a folder that is closed to the ordinary user, root uses one that is open',
  async () => {
    const closed = mkdtempSync('/var/tmp/loadline-test-closed-'); // mode 700
    const server = await startPostgres({ directory: join(closed, 'cache') });
    expect(server.directory).toMatch(/^\/var\/tmp\/loadline-[0-9a-f]{12}\/postgres-18$/);
    expect(await query(server.url, 'select 1')).toEqual([1]);
    await server.stop();
    rmSync(closed, { recursive: true });
    // The next who needs such a folder removes those that nobody needs any more.
    const next = await startPostgres({ directory: cache('private/other') });
    expect(existsSync(server.directory ?? '')).toBe(false);
    await next.stop();
    rmSync(join(next.directory ?? '', '..'), { recursive: true });
  },
);

test('a damaged data folder is an error that shows the log and names the folder', async () => {
  const server = await startPostgres({ directory: cache('damaged') });
  await server.stop();
  rmSync(join(server.directory ?? '', 'data', 'global', 'pg_control'));
  await expect(startPostgres({ directory: cache('damaged') })).rejects.toMatchObject({
    code: 'POSTGRES_START',
    message: expect.stringContaining('could not find the database system'),
    advice: expect.stringContaining(cache('damaged')),
  });
});
